import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../../../work/processes/processes.ts';
import { proofOf, sameText } from '../login/login.ts';
import type { BoardHome, Running } from './board-home.ts';

/** How long an answer to the challenge may take, how long a server may take from its note to its port, and between looks; in milliseconds. */
const ANSWER_MS = 2_000;
const STARTING_MS = 10_000;
const LOOK_MS = 50;
/** Milliseconds between looks whether this is still the one server. */
const PLACE_MS = 1_000;

/** What a start met: the server that answers, or else, of one that lives and does not, the note that was put aside for this one's. */
export interface FoundBoard {
  found?: Running;
  silent?: Running;
}

/**
 * Makes this process the one server of a person, or finds the one that is. A note of a process that is dead, or that does not answer as only
 * our own server can, counts for nothing: another program may have its number, or its port.
 */
export async function claimOrFind(home: BoardHome, own: Running): Promise<FoundBoard> {
  let silent: Running | undefined;
  const until = performance.now() + STARTING_MS;
  while (!home.claim(own)) {
    const other = home.running();
    if (other && isAlive(other.process) !== false) {
      if (await answers(other, home.secret())) return { found: other };
      if (other.port === 0 && performance.now() < until) {
        await wait(LOOK_MS);
        continue;
      }
      silent = other;
    }
    home.discard(other);
  }
  return silent ? { silent } : {};
}

/** Is our own server behind that port? Only it can sign a random text. */
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

/** By the loopback where that leads there. Who answers is known by its proof, not by its certificate. */
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
 * Tells once that another server has taken this one's place, as it may when this one did not answer for a while; returns what ends the
 * looking. One that has no port yet may find none.
 */
export function watchPlace(home: Pick<BoardHome, 'running'>, own: Running, lost: (other: Running) => void): () => void {
  const timer = setInterval(() => {
    const now = home.running();
    if (!now || now.port === 0 || now.instance === own.instance) return;
    clearInterval(timer);
    lost(now);
  }, PLACE_MS).unref();
  return () => clearInterval(timer);
}
