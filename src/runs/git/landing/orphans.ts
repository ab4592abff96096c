import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { allFacts, variablesOf } from '../../../work/processes/process-facts.ts';

/** Milliseconds between two looks. */
const EACH = 25;

/** The longest that a git which outlived its landing is waited for, in ms: it writes the files of a checkout. */
const LONGEST = 60_000;

/** Where processes cannot be looked at: a lock that is as old as this, in ms, is taken for one of a dead git. */
const BLIND = 5000;

/**
 * Waits until no git of a killed landing works on its copy of the index any more: kill -9 of us does not end our children, and files that
 * one of them still writes cannot be put back.
 */
export async function writersEnded(index: string): Promise<void> {
  const began = Date.now();
  for (let now = began; existsSync(`${index}.lock`); now = Date.now()) {
    const someone = someoneHas(index);
    if (someone === false || now - began > (someone ? LONGEST : BLIND)) return;
    await pause(EACH);
  }
}

/** undefined where processes cannot be looked at. */
function someoneHas(index: string): boolean | undefined {
  return allFacts()?.some((one) => !one.ended && variablesOf(one, { GIT_INDEX_FILE: index }) === 'all');
}

/** Does the file disappear within a moment? Git removes its locks after its parent has died. */
export async function goneSoon(file: string, within = 500): Promise<boolean> {
  for (const until = Date.now() + within; existsSync(file); await pause(EACH)) if (Date.now() > until) return false;
  return true;
}
