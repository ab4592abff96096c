import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { allFacts, variablesOf } from '../../../work/processes/process-facts.ts';

/** Milliseconds between two checks for git processes. */
const EACH = 25;

/**
 * Maximum time to wait for a git process that is still active after its landing was killed, in milliseconds. It still
 * writes files of a checkout.
 */
const LONGEST = 60_000;

/**
 * Age of a lock, in milliseconds, from which its git process counts as dead. Used on systems where Backlog can't list
 * processes.
 */
const BLIND = 5000;

/**
 * Waits until no git process of a killed landing uses the index copy. `kill -9` does not end child processes. Files
 * can't be restored while a child process still writes them.
 * @param sign a file that exists as long as such a process may
 */
export async function writersEnded(index: string, sign = `${index}.lock`): Promise<void> {
  const began = Date.now();
  for (let now = began; existsSync(sign); now = Date.now()) {
    const someone = someoneHas(index);
    if (someone === false || now - began > (someone ? LONGEST : BLIND)) return;
    await pause(EACH);
  }
}

/** Checks whether a git process uses the index; undefined on systems where Backlog can't list processes. */
function someoneHas(index: string): boolean | undefined {
  return allFacts()?.some((one) => !one.ended && variablesOf(one, { GIT_INDEX_FILE: index }) === 'all');
}

/** Checks whether the file disappears within some ms. Git removes its locks soon after its parent died. */
export async function goneSoon(file: string, within = 500): Promise<boolean> {
  for (const until = Date.now() + within; existsSync(file); await pause(EACH)) if (Date.now() > until) return false;
  return true;
}
