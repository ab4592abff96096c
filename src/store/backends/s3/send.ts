import { readFileSync } from 'node:fs';
import type { ClientRequestArgs, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import aws4 from 'aws4';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { S3Address } from './address.ts';

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

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

interface Account {
  keys: Keys;
  region: string;
}

const DEFAULT_REGION = 'us-east-1';

/**
 * Returns the keys and the region, as the AWS command line finds them: variables, then the profile in its two files. It
 * finds no keys that need a login, a role or another program.
 * @throws BacklogError `store` without keys
 */
export function accountFor(
  wanted: { profile?: string; region?: string },
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): Account {
  const name = wanted.profile ?? (env.AWS_PROFILE || 'default');
  const [credentials, config] = [
    sectionOf(env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'), name),
    sectionOf(env.AWS_CONFIG_FILE || join(home, '.aws', 'config'), name === 'default' ? name : `profile ${name}`),
  ];
  const region =
    wanted.region ??
    (env.AWS_REGION || env.AWS_DEFAULT_REGION || config.region || credentials.region || DEFAULT_REGION);
  const named = wanted.profile === undefined ? env : {};
  const found =
    keysOf(named.AWS_ACCESS_KEY_ID, named.AWS_SECRET_ACCESS_KEY, named.AWS_SESSION_TOKEN) ??
    keysIn(credentials) ??
    keysIn(config);
  if (found) return { keys: found, region };
  throw new BacklogError('store', `there are no keys for S3: no variables, and none in the profile "${name}"`, {
    hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE. After a login: `eval "$(aws configure export-credentials --format env)"`',
    data: { profile: name },
  });
}

function keysOf(id: string | undefined, secret: string | undefined, token: string | undefined): Keys | undefined {
  return id && secret
    ? { accessKeyId: id, secretAccessKey: secret, ...present({ sessionToken: token || undefined }) }
    : undefined;
}

function keysIn(section: Section): Keys | undefined {
  return keysOf(section.aws_access_key_id, section.aws_secret_access_key, section.aws_session_token);
}

type Section = Partial<Record<string, string>>;

/** Reads one section of an INI file. A missing file has none. */
function sectionOf(file: string, name: string): Section {
  const found: Section = {};
  let inside = false;
  for (const line of linesOf(file)) {
    const heading = /^\s*\[\s*(.*?)\s*\]/.exec(line);
    if (heading) inside = heading[1]!.replace(/\s+/g, ' ') === name;
    const [, key, value] = /^([^\s=#;[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && key !== undefined) found[key] = value;
  }
  return found;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
