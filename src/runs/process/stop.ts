import { setTimeout as wait } from 'node:timers/promises';
import { sameProcess } from '../../base/process-id.ts';
import { processId } from '../../work/processes/processes.ts';
import type { OwnedProcess } from './start.ts';
import { processesWith, SWEEP_MS, type Swept, signal, sweep } from './sweep.ts';
import type { ListedProcess } from './table.ts';

/** Milliseconds a program is given to end by itself, after each step. With the sweep, all is over within 5 s. */
export const GRACE_MS = { interrupt: 1_500, term: 1_500, kill: 500, sweep: SWEEP_MS } as const;

export interface StopOptions {
  /** Ends the turn in the client's own way, by a line on stdin; without it, SIGINT to the group. Its input is closed after that. */
  interrupt?: () => void;
  graceMs?: Partial<Record<keyof typeof GRACE_MS, number>>;
  /** Processes that stay, whatever they carry; the caller is one of them. */
  except?: readonly number[];
  /** Processes that were seen to be of the run while it went on (`processesOfRun`); found even if nothing tells it any more. */
  known?: readonly ListedProcess[];
}

export interface Stopped extends Swept {
  /** What ended the program itself; `exited`: it had ended before. */
  by: 'exited' | 'interrupt' | 'term' | 'kill' | 'nothing';
}

/** Ends a program and everything it started: politely, then TERM, then KILL to its group, then a sweep of what left the group. */
export async function stopAgent(agent: OwnedProcess, options: StopOptions = {}): Promise<Stopped> {
  const { interrupt, except = [] } = options;
  const grace = { ...GRACE_MS, ...options.graceMs };
  const known = [...(options.known ?? [])];
  const step = async (by: Stopped['by'], act: () => void, ms: number): Promise<Stopped['by'] | undefined> => {
    // What a process started is known by its parent only as long as that lives.
    known.push(...(processesWith(agent.marks, except) ?? []));
    act();
    return (await endedWithin(agent, ms)) ? by : undefined;
  };
  const interrupted = (): void => {
    if (interrupt) interrupt();
    else signalGroup(agent, 'SIGINT');
    // One that waits for further messages would wait on.
    agent.closeInput();
  };
  const by =
    (await step('exited', () => {}, 0)) ??
    (await step('interrupt', interrupted, grace.interrupt)) ??
    (await step('term', () => signalGroup(agent, 'SIGTERM'), grace.term)) ??
    (await step('kill', () => signalGroup(agent, 'SIGKILL'), grace.kill)) ??
    'nothing';
  // As one, so that no fork escapes; also when the leader has ended and its children go on.
  signalGroup(agent, 'SIGKILL');
  const swept = await sweep(agent.marks, { except, group: agent.pid, known, withinMs: grace.sweep });
  return { ...swept, by };
}

/** To the whole group, unless its number now stands for a process that is not ours. */
export function signalGroup(
  { pid, process: known }: Pick<OwnedProcess, 'pid' | 'process'>,
  name: NodeJS.Signals,
): void {
  const now = processId(pid);
  if (now === undefined || known === undefined || sameProcess(now, known)) signal(-pid, name);
}

/** Has it ended, now or within that time? */
export async function endedWithin(agent: Pick<OwnedProcess, 'exited'>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const late = wait(ms, false, { signal: over.signal }).catch(() => false);
  const ended = await Promise.race([agent.exited.then(() => true), late]);
  over.abort();
  return ended;
}
