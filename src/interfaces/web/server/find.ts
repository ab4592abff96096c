import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../../../work/workspace/processes.ts';
import type { BoardHome, Running } from './home.ts';
import { proofOf, sameText } from './login.ts';

/** How long an answer to the challenge may take, how long a server may take from its note to its port, and between looks; in milliseconds. */
const ANSWER_MS = 2_000;
const STARTING_MS = 10_000;
const LOOK_MS = 50;

/**
 * Makes this process the one server of a person, or finds the one that is. A note of a process that is dead, or that does not answer as only
 * our own server can, counts for nothing: another program may have its number, or its port.
 */
export async function claimOrFind(home: BoardHome, own: Running): Promise<Running | undefined> {
  const until = performance.now() + STARTING_MS;
  while (!home.claim(own)) {
    const other = home.running();
    if (other && isAlive(other.process) !== false) {
      if (await answers(other, home.secret())) return other;
      if (other.port === 0 && performance.now() < until) {
        await wait(LOOK_MS);
        continue;
      }
    }
    home.discard(other);
  }
  return undefined;
}

/** Is our own server behind that port? It alone can sign what nobody could know before. */
export async function answers({ port, instance }: Running, secret: string): Promise<boolean> {
  if (port === 0) return false;
  const nonce = randomBytes(16).toString('base64url');
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/hello?nonce=${nonce}`, {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: 'error',
    });
    const told = (await response.json()) as { instance?: string; proof?: string };
    return told.instance === instance && sameText(told.proof ?? '', proofOf(secret, nonce));
  } catch {
    return false;
  }
}
