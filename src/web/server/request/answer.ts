import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { jsonText } from '../../../text/safe.ts';

/** Bytes from which on packing an answer is worth its time, and how hard it is tried: the way is short, and somebody waits. */
const PACKED_FROM = 16_384;
const LEVEL = 1;

/**
 * A value as JSON. A browser that has the same already is told so; with `seq` also which commit it is of, for who follows the events from
 * there. Times pass between commits, so the content itself is the tag.
 */
export async function answerWith(value: unknown, request: Request, seq?: number): Promise<Response> {
  const text = jsonText(value);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept-Encoding, Cookie, Authorization, Backlog-Key',
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
