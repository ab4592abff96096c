import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { present } from '../../../base/present.ts';
import { isAlive } from '../../../work/processes/processes.ts';
import { proofOf, sameText } from '../login/login.ts';
import type { BoardHome, Running } from './board-home.ts';

/**
 * Maximum time in milliseconds for a server to answer the challenge, also on a machine that is busy with agents. The
 * next constants are the maximum time from a server's note to its open port, and the time between two reads of the note.
 */
const ANSWER_MS = 5_000;
const STARTING_MS = 10_000;
const LOOK_MS = 50;
/** Milliseconds between checks that this process is still the person's only server. */
const CHECK_MS = 1_000;

/**
 * The result of a start that found another server's note. `found` is a server that answers. `silent` is a running
 * process that doesn't answer, so its note was replaced.
 */
export interface FoundBoard {
  found?: Running;
  silent?: Running;
  /** The note of a dead process. */
  outdated?: Running;
}

/**
 * Makes this process the person's only server, or finds the running one. A note is outdated if its process is dead or
 * doesn't answer the challenge, because another program may have its process id or port now.
 */
export async function claimOrFind(home: BoardHome, own: Running): Promise<FoundBoard> {
  let silent: Running | undefined;
  while (!home.claim(own)) {
    const { found, silent: mute, outdated } = await findBoard(home);
    if (found) return { found };
    silent = mute ?? silent;
    home.discard(mute ?? outdated);
  }
  return silent ? { silent } : {};
}

/**
 * Finds the person's running server. Waits for one that is starting. `silent` is a living process that doesn't answer.
 */
export async function findBoard(home: BoardHome): Promise<FoundBoard> {
  for (const until = performance.now() + STARTING_MS; ; await wait(LOOK_MS)) {
    const other = home.running();
    if (!other || isAlive(other.process) === false) return present({ outdated: other });
    if (await answers(other, home.secret())) return { found: other };
    if (other.port !== 0 || performance.now() >= until) return { silent: other };
  }
}

/** Checks whether Backlog's own server listens at that port. Only this server can sign a random text. */
export async function answers({ port, instance, address, tls }: Running, secret: string): Promise<boolean> {
  if (port === 0) return false;
  const nonce = randomBytes(16).toString('base64url');
  try {
    const { proof = '' } = (await ask({ port, tls, address, path: `/api/v1/hello?nonce=${nonce}` })) as {
      proof?: string;
    };
    return sameText(proof, proofOf({ secret, instance, nonce }));
  } catch {
    return false;
  }
}

/**
 * Sends a GET request to a server, to the loopback address if the server listens there. Doesn't check the certificate,
 * because the signed answer identifies the server.
 */
async function ask({
  port,
  tls,
  address,
  path,
}: Pick<Running, 'port' | 'tls' | 'address'> & { path: string }): Promise<unknown> {
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address ?? '127.0.0.1';
  const get = tls ? (await import('node:https')).request : request;
  return new Promise((done, fail) => {
    const headers = { host: `127.0.0.1:${port}` };
    const asked = get({ host, port, path, headers, rejectUnauthorized: false, signal: AbortSignal.timeout(ANSWER_MS) });
    asked.once('error', fail);
    asked.once('response', (response) => json(response).then(done, fail));
    asked.end();
  });
}

/**
 * Calls `lost` after another server has replaced this one, which can happen if this server was blocked for a while. A
 * server without a port doesn't count.
 * @returns a function that ends the checks
 */
export function watchForReplacement(
  home: Pick<BoardHome, 'running'>,
  own: Running,
  lost: (other: Running) => void,
): () => void {
  const timer = setInterval(() => {
    const now = home.running();
    if (!now || now.port === 0 || now.instance === own.instance) return;
    clearInterval(timer);
    lost(now);
  }, CHECK_MS).unref();
  return () => clearInterval(timer);
}
