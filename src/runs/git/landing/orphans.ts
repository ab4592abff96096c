import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

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
  const seeing = existsSync('/proc/self/environ');
  const until = Date.now() + (seeing ? LONGEST : BLIND);
  while (existsSync(`${index}.lock`) && Date.now() < until) {
    if (seeing && !(await someoneHas(`GIT_INDEX_FILE=${index}`))) return;
    await pause(EACH);
  }
}

async function someoneHas(variable: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')).split('\0').includes(variable),
    ),
  );
  return found.includes(true);
}

/** Is the file gone within a moment? Git gives its locks back when the one that drives it is gone. */
export async function goneSoon(file: string, within = 500): Promise<boolean> {
  for (const until = Date.now() + within; existsSync(file); await pause(EACH)) if (Date.now() > until) return false;
  return true;
}
