import { setTimeout as wait } from 'node:timers/promises';
import { BacklogError } from '../../../domain/errors.ts';
import { isAlive } from '../../../work/processes/processes.ts';
import type { Running } from './board-home.ts';
import { runningText } from './same-flags.ts';

/** Maximum time in milliseconds for a server to end after SIGTERM. */
const END_MS = 15_000;
const LOOK_MS = 50;

/**
 * Ends a server that answered the challenge, and waits for its end.
 * @throws BacklogError `conflict` if it runs where this process can't end it, or doesn't end
 */
export async function stopServer(running: Running): Promise<void> {
  const { process: of } = running;
  if (isAlive(of) === undefined)
    throw new BacklogError('conflict', `can't stop the server ${runningText(running)}: it runs in another container`, {
      hint: `Stop it there: kill ${of.pid}`,
    });
  try {
    process.kill(of.pid, 'SIGTERM');
  } catch (cause) {
    if (isAlive(of) === false) return;
    throw new BacklogError('conflict', `can't stop the server ${runningText(running)}: ${(cause as Error).message}`, {
      hint: `Stop it as its user: kill ${of.pid}`,
      cause,
    });
  }
  for (const until = performance.now() + END_MS; isAlive(of) !== false; await wait(LOOK_MS))
    if (performance.now() > until)
      throw new BacklogError('conflict', `the server ${runningText(running)} doesn't end`, {
        hint: `To end it anyway: kill -9 ${of.pid}`,
      });
}
