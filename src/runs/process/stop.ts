import { setTimeout as wait } from 'node:timers/promises';
import { sameProcess } from '../../base/process-id.ts';
import { processId } from '../../work/processes/processes.ts';
import type { OwnedProcess } from './start.ts';
import { processesWith, SWEEP_MS, type Swept, signal, sweep } from './sweep.ts';
import type { ListedProcess } from './table.ts';

/**
 * Time for a program to end after each step, in milliseconds. A stop, including the sweep, takes at most 5 s if the
 * machine is not too busy to list processes.
 */
export const GRACE_MS = { interrupt: 1_500, term: 1_500, kill: 500, sweep: SWEEP_MS } as const;

export interface StopOptions {
  /**
   * Ends the turn with a line on stdin, as the client expects. Without this function, the group gets SIGINT. Then stdin
   * is closed.
   */
  interrupt?: () => void;
  graceMs?: Partial<Record<keyof typeof GRACE_MS, number>>;
  /** Ids of processes that must not be killed, even with the marks. The caller's own is always one of them. */
  except?: readonly number[];
  /** Processes that `processesOfRun` found earlier. They may have lost all marks since then. */
  known?: readonly ListedProcess[];
}

export interface Stopped extends Swept {
  /** The step that ended the program; `exited` if it had already ended. */
  by: 'exited' | 'interrupt' | 'term' | 'kill' | 'nothing';
}

/**
 * Ends a program and all processes that it started: first an interrupt, then TERM, then KILL to its group, then a sweep
 * of processes outside the group.
 */
export async function stopAgent(agent: OwnedProcess, options: StopOptions = {}): Promise<Stopped> {
  const { interrupt, except = [] } = options;
  const grace = { ...GRACE_MS, ...options.graceMs };
  const known = [...(options.known ?? [])];
  const step = async (by: Stopped['by'], act: () => void, ms: number): Promise<Stopped['by'] | undefined> => {
    // Processes are listed as long as the program is active, because a child without marks is found by its parent.
    known.push(...(processesWith(agent.marks, except) ?? []));
    act();
    return (await endedWithin(agent, ms)) ? by : undefined;
  };
  const interrupted = (): void => {
    if (interrupt) interrupt();
    else signalGroup(agent, 'SIGINT');
    // An agent's program that waits for messages ends only after its stdin is closed.
    agent.closeInput();
  };
  const by =
    (await step('exited', () => {}, 0)) ??
    (await step('interrupt', interrupted, grace.interrupt)) ??
    (await step('term', () => signalGroup(agent, 'SIGTERM'), grace.term)) ??
    (await step('kill', () => signalGroup(agent, 'SIGKILL'), grace.kill)) ??
    'nothing';
  // SIGKILL goes to the complete group, so that no new process escapes. Child processes may still exist after the
  // group's leader has ended.
  signalGroup(agent, 'SIGKILL');
  const swept = await sweep(agent.marks, { except, group: agent.pid, known, withinMs: grace.sweep });
  return { ...swept, by };
}

/** Sends a signal to the whole group, unless its id now belongs to another process. */
export function signalGroup(
  { pid, process: known }: Pick<OwnedProcess, 'pid' | 'process'>,
  name: NodeJS.Signals,
): void {
  const now = processId(pid);
  if (now === undefined || known === undefined || sameProcess(now, known)) signal(-pid, name);
}

/** Checks whether the program has ended, or ends within some milliseconds. */
export async function endedWithin(agent: Pick<OwnedProcess, 'exited'>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const late = wait(ms, false, { signal: over.signal }).catch(() => false);
  const ended = await Promise.race([agent.exited.then(() => true), late]);
  over.abort();
  return ended;
}
