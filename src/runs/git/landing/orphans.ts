import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { allFacts, variablesOf } from '../../../work/processes/process-facts.ts';

/** Milliseconds between two checks for git processes. */
const EACH = 25;

/** Longest wait for a git that survived its landing, in milliseconds. Such a git still writes files of a checkout. */
const LONGEST = 60_000;

/**
 * Age in milliseconds from which a lock counts as left by a dead git. It applies on systems where processes can't be
 * listed.
 */
const BLIND = 5000;

/**
 * Waits until no git of a killed landing uses its copy of the index. A `kill -9` does not end child processes, and
 * files can't be restored while a child still writes them.
 */
export async function writersEnded(index: string): Promise<void> {
  const began = Date.now();
  for (let now = began; existsSync(`${index}.lock`); now = Date.now()) {
    const someone = someoneHas(index);
    if (someone === false || now - began > (someone ? LONGEST : BLIND)) return;
    await pause(EACH);
  }
}

/** Whether a git process uses the index; undefined on systems where processes can't be listed. */
function someoneHas(index: string): boolean | undefined {
  return allFacts()?.some((one) => !one.ended && variablesOf(one, { GIT_INDEX_FILE: index }) === 'all');
}

/** Whether the file disappears within some milliseconds. Git removes its locks shortly after its parent died. */
export async function goneSoon(file: string, within = 500): Promise<boolean> {
  for (const until = Date.now() + within; existsSync(file); await pause(EACH)) if (Date.now() > until) return false;
  return true;
}
