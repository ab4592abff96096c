import { readFileSync } from 'node:fs';
import { allFacts, type ProcessFacts, variablesOf } from '../../work/processes/process-facts.ts';

/** Variables in the environment of all processes of one run or command, including their children. */
export type Marks = Readonly<Record<string, string>>;

/** A living process, as the platform lists it. */
export type ListedProcess = ProcessFacts;

/** Lists the visible living processes of this machine, the newest first; undefined on platforms that can't tell. */
export function listProcesses(): ListedProcess[] | undefined {
  return allFacts()?.filter(({ ended }) => !ended);
}

/** The most recent process id; undefined on platforms that can't tell (proc(5), loadavg). */
export function newestPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1)) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a process has all marks, only some or different values (of another run, or of several), or none. A process of
 * another user has none. A number is enough on platforms with `newestPid`.
 */
export function marksOn(of: number | ListedProcess, marks: Marks): 'all' | 'some' | 'none' {
  return variablesOf(typeof of === 'number' ? { pid: of, command: () => '' } : of, marks);
}
