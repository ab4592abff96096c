import http, { type ClientRequestArgs, type IncomingMessage } from 'node:http';
import https from 'node:https';
import aws4 from 'aws4';
import { present } from '../../../base/present.ts';
import type { S3Address } from './address.ts';
import { type Account, accountFor } from './credentials.ts';

/** A request for an object, or without a key for the bucket. */
export interface S3Request {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  key?: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Buffer;
}

export interface S3Response {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Sends one request. Rejects if the connection fails; every answer of the service resolves. */
export interface Send {
  (request: S3Request): Promise<S3Response>;
  close?(): void;
}

/** Code of the error for an answer with more bytes than this program reads. */
export const TOO_LARGE = 'ANSWER_TOO_LARGE';

/** Milliseconds without a byte after which a request fails: of a process that goes on, and of a hook. */
const SILENCE_MS = { usual: 5_000, brief: 1_500 };
/**
 * Maximum bytes of an answer, so that a service cannot fill the memory: of a file, and of a listing or an error. A page
 * of 1,000 keys has less than 2 MB.
 */
const MOST_BYTES = { file: 1 << 30, words: 16 << 20 };
/** Maximum number of connections of one process. */
const CONNECTIONS = 16;

/**
 * Signs requests and sends them to the service. Unused connections don't keep the process alive. It reads the keys
 * again after the service refused them, because other programs may have renewed them.
 */
export function createSend(address: S3Address, { brief = false } = {}): Send {
  let account: Account | undefined;
  let client: ReturnType<typeof createClient> | undefined;
  const send = async (request: S3Request): Promise<S3Response> => {
    account ??= accountFor(address);
    client ??= createClient(address, account.region, SILENCE_MS[brief ? 'brief' : 'usual']);
    const used = account;
    const response = await client.ask(request, used);
    if (response.status !== 403) return response;
    account = accountFor(address);
    return account.keys.secretAccessKey === used.keys.secretAccessKey ? response : client.ask(request, account);
  };
  return Object.assign(send, { close: () => client?.agent.destroy() });
}

function createClient({ endpoint, bucket, style }: S3Address, region: string, silence: number) {
  const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const host = style === 'host' ? `${bucket}.${base.host}` : base.host;
  const root = `${base.pathname.replace(/\/$/, '')}${style === 'host' ? '' : `/${bucket}`}`;
  const isTls = base.protocol === 'https:';
  const { Agent, request } = isTls ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  const ask = ({ method, key, query = {}, headers = {}, body = EMPTY }: S3Request, { keys }: Account) => {
    const search = new URLSearchParams({ ...query }).toString();
    const path = `${root}/${key ?? ''}${search === '' ? '' : `?${search.replaceAll('+', '%20')}`}`;
    const signed = aws4.sign(
      {
        ...{ service: 's3', region, host, method, path, body },
        headers: { ...headers, 'Content-Length': body.length, 'Content-Type': 'application/octet-stream' },
      },
      present({ ...keys, sessionToken: keys.sessionToken }),
    );
    return new Promise<S3Response>((resolve, reject) => {
      const options = { agent, method, host: undefined, headers: signed.headers } as ClientRequestArgs;
      const sent = request(`${base.protocol}//${host}${path}`, options, (answer) =>
        received(answer, key && (answer.statusCode ?? 0) < 300 ? MOST_BYTES.file : MOST_BYTES.words).then(
          resolve,
          reject,
        ),
      );
      sent.setTimeout(silence, () => sent.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
      sent.on('error', reject);
      sent.end(body);
    });
  };
  return { agent, ask };
}

const EMPTY = Buffer.alloc(0);

async function received(answer: IncomingMessage, most: number): Promise<S3Response> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    size += part.length;
    // Leaving the loop ends the connection.
    if (size > most) throw Object.assign(new Error(`an answer of more than ${most} bytes`), { code: TOO_LARGE });
    parts.push(part);
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) };
}
