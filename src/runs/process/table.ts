import { readFileSync } from 'node:fs';
import { allFacts, type ProcessFacts, variablesOf } from '../../work/processes/process-facts.ts';

/** Environment variables that identify the processes of one run or command, including their children. */
export type Marks = Readonly<Record<string, string>>;

/** A living process, as the platform lists it. */
export type ListedProcess = ProcessFacts;

/** Lists the visible processes of this machine, the newest first; undefined on platforms without this data. */
export function listProcesses(): ListedProcess[] | undefined {
  return allFacts()?.filter(({ ended }) => !ended);
}

/** Returns the newest process id; undefined on platforms without this data (proc(5), loadavg). */
export function newestPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1)) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns `all` if a process has all marks, `none` if it has none, otherwise `some` (it has only some of them, or those
 * of another run). A process of another user has none. On platforms with {@link newestPid}, `of` can be the process id.
 */
export function marksOn(of: number | ListedProcess, marks: Marks): 'all' | 'some' | 'none' {
  return variablesOf(typeof of === 'number' ? { pid: of, command: () => '' } : of, marks);
}
