import { readFileSync } from 'node:fs';
import { allFacts, type ProcessFacts, variablesOf } from '../../work/processes/process-facts.ts';

/** Variables that everything which one run or command started carries in its environment, its children included. */
export type Marks = Readonly<Record<string, string>>;

/** A living process, as the platform lists it. */
export type ListedProcess = ProcessFacts;

/** Every living process of this machine that can be seen, the newest first; undefined where the platform does not tell. */
export function listProcesses(): ListedProcess[] | undefined {
  return allFacts()?.filter(({ ended }) => !ended);
}

/** The number that was last given to a process; undefined where the platform does not tell (proc(5), loadavg). */
export function newestPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1)) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Has a process all the marks, some of them or others in their place (it is of another run, or cares for several), or none? None when
 * it is another user's. A number alone will do where there is a `newestPid`.
 */
export function marksOn(of: number | ListedProcess, marks: Marks): 'all' | 'some' | 'none' {
  return variablesOf(typeof of === 'number' ? { pid: of, command: () => '' } : of, marks);
}
