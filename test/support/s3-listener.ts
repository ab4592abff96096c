import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Request, S3Response } from '../../src/store/backends/s3/send.ts';
import { type FakeS3, refusal } from './s3-fake.ts';

export const KEYS = { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'tested' };

export interface S3Server {
  readonly port: number;
  /** Address of a queue on the server. */
  address(place: string): string;
  /** Variables with keys that the server accepts. */
  readonly env: Readonly<Record<string, string>>;
  /** Number of requests by method, with `LIST` for listings. */
  readonly counts: Map<string, number>;
  /** Answers instead of the service, or `silent` for no answer. Undefined: the service answers. */
  instead: (request: S3Request) => S3Response | 'silent' | 'hang up' | undefined;
  end(): Promise<void>;
}

interface Listening {
  /** By default, any free port. */
  port?: number;
  /** Milliseconds by which the time of a request may differ from `now`. By default, 15 minutes. */
  tolerance?: number;
}

/**
 * Serves a fake on the loopback. It checks signatures, with its own code, and refuses a request of another time. The
 * caller ends it.
 */
export async function openS3(
  service: FakeS3,
  now: () => number = Date.now,
  { port: wanted = 0, tolerance = 900_000 }: Listening = {},
): Promise<S3Server> {
  const counts: S3Server['counts'] = new Map();
  const server = createServer(async (message, answer) => {
    const url = new URL(message.url!, 'http://s3');
    const [, bucket = '', ...names] = url.pathname.split('/');
    const request: S3Request = {
      method: message.method as S3Request['method'],
      key: decodeURIComponent(names.join('/')),
      query: Object.fromEntries(url.searchParams),
      headers: { 'If-None-Match': String(message.headers['if-none-match']), Range: String(message.headers.range) },
      body: await bodyOf(message),
    };
    const what = request.query?.['list-type'] ? 'LIST' : request.method;
    counts.set(what, (counts.get(what) ?? 0) + 1);
    const found =
      running.instead(request) ??
      unauthorised(message, request.body!, { now: now(), tolerance }) ??
      service.answer(bucket, request);
    if (found === 'silent') return;
    if (found === 'hang up') return void message.socket.destroy();
    answer.writeHead(found.status, { ...found.headers }).end(found.status === 204 ? undefined : found.body);
  });
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const end = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const running: S3Server = {
    port,
    address: (place) => `s3://${place}?endpoint=${encodeURIComponent(`http://127.0.0.1:${port}`)}`,
    env: KEYS,
    counts,
    instead: () => undefined,
    end,
  };
  return running;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

/** Returns the refusal of a request that is not signed for this server (AWS Signature Version 4), or undefined. */
function unauthorised(
  { headers, method, url }: IncomingMessage,
  body: Buffer,
  { now, tolerance }: { now: number; tolerance: number },
): S3Response | undefined {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/((\d{8})\/([^/]+)\/s3\/aws4_request), SignedHeaders=(\S+), Signature=(\w+)$/;
  const [, id, scope, day, region, names, signature] = form.exec(headers.authorization ?? '') ?? [];
  if (id !== KEYS.AWS_ACCESS_KEY_ID) return refusal(403, 'InvalidAccessKeyId');
  const time = String(headers['x-amz-date']);
  const at = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - now) <= tolerance)) return refusal(403, 'RequestTimeTooSkewed');
  if (headers['x-amz-content-sha256'] !== sha256(body)) return refusal(400, 'XAmzContentSHA256Mismatch');
  const [path, query = ''] = url!.split('?');
  const sorted = query
    .split('&')
    .map((pair) => (pair.includes('=') || pair === '' ? pair : `${pair}=`))
    .sort()
    .join('&');
  const signed = names!
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('');
  const canonical = [method, path, sorted, signed, names, sha256(body)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (by, text) => hmac(by, text!),
    Buffer.from(`AWS4${KEYS.AWS_SECRET_ACCESS_KEY}`),
  );
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(Buffer.from(canonical))].join('\n');
  return hmac(key, text).toString('hex') === signature ? undefined : refusal(403, 'SignatureDoesNotMatch');
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
