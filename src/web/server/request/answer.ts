import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { jsonText } from '../../../text/safe.ts';

/**
 * Minimum length of a compressed answer, in characters. `LEVEL` is the compression level, which is low because the
 * network is local.
 */
const PACKED_FROM = 16_384;
const LEVEL = 1;

/**
 * Answers with a value as JSON. A GET gets an ETag, and 304 for an unchanged value. The ETag is a hash of the content,
 * because values can also change with time.
 * @param seq the commit that the value describes, so that clients can read the events after it
 */
export async function answerWith(value: unknown, request: Request, seq?: number): Promise<Response> {
  const text = jsonText(value);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept-Encoding, Cookie, Authorization, Backlog-Key, Backlog-Zone, Backlog-As',
    ...(seq === undefined ? {} : { 'Backlog-Seq': String(seq) }),
  };
  if (request.method === 'GET') {
    const tag = `W/"${seq ?? 0}-${createHash('sha1').update(text).digest('base64url')}"`;
    headers.ETag = tag;
    if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers });
  }
  if (text.length < PACKED_FROM || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return new Response(text, { headers });
  const packed = await promisify(gzip)(text, { level: LEVEL });
  return new Response(new Uint8Array(packed), { headers: { ...headers, 'Content-Encoding': 'gzip' } });
}
