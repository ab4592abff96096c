import { readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { signal } from './sweep.ts';
import { type ListedProcess, listProcesses } from './table.ts';

/** Maximum number of lists of processes, and the time between two of them in milliseconds. */
const LOOKS = 20;
const LOOK_MS = 10;

/** Returns the processes whose current folder is at or below a folder. Empty on platforms that don't tell it. */
export function processesIn(folder: string): ListedProcess[] {
  if (process.platform !== 'linux') return [];
  return (listProcesses() ?? []).filter(({ pid }) => pid !== process.pid && isIn(pid, folder));
}

/**
 * Kills the processes that appeared in a folder: those of a check that removed the marks of their environment and left
 * their session, so that {@link sweep} can't find them.
 * @param except the processes that were there before, such as a person's shell
 */
export async function sweepFolder(folder: string, except: readonly ListedProcess[]): Promise<void> {
  const stay = new Set(except.map(nameOf));
  for (let look = 0; look < LOOKS; look++) {
    const found = processesIn(folder).filter((one) => !stay.has(nameOf(one)));
    if (found.length === 0) return;
    for (const { pid } of found) signal(pid, 'SIGKILL');
    await wait(LOOK_MS);
  }
}

const nameOf = ({ pid, start }: ListedProcess): string => `${pid} ${start}`;

function isIn(pid: number, folder: string): boolean {
  try {
    const at = readlinkSync(`/proc/${pid}/cwd`);
    return at === folder || at.startsWith(`${folder}/`);
  } catch {
    return false;
  }
}
