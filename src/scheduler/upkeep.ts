import { isRefusal } from '../domain/errors.ts';
import { isUnderWay } from '../domain/runs/run-states.ts';
import { runsIn } from '../runs/find-run.ts';
import { isFollowed } from '../runs/merge/entry.ts';
import { restartQueues } from '../runs/upkeep/queues.ts';
import { reapRuns } from '../runs/upkeep/reap-runs.ts';
import { archiveAfter } from '../work/archive/setting.ts';
import { deleteExpired, nextExpiry } from '../work/recurrence/expire.ts';
import { nextInstance, spawnInstances } from '../work/recurrence/recurrence.ts';
import type { Context } from '../work/workspace/context.ts';
import { sweepRecords } from '../work/workspace/sweep.ts';
import { reviveLoop } from './loop/ensure-loop.ts';

/** What makes a part of the upkeep necessary. */
export type Cause = 'time' | 'runs' | 'orchestrator';

interface Part {
  name: string;
  cause: Cause;
  does(context: Context): unknown;
  /** @returns the moment from which on answers are wrong without it, in epoch ms. A part without one may wait for a server's next round. */
  due?(context: Context): number;
}

/** What Backlog does by itself, in this order: an instance made late is swept or archived by what follows. */
const PARTS: readonly Part[] = [
  { name: 'delete tasks past their until date', cause: 'time', does: deleteExpired, due: nextExpiry },
  { name: 'make instances of recurring tasks', cause: 'time', does: spawnInstances, due: nextInstance },
  { name: 'remove records that stayed long enough', cause: 'time', does: sweepRecords },
  { name: 'archive closed tasks', cause: 'time', does: archiveClosed },
  { name: 'interrupt runs without a supervisor', cause: 'runs', does: reapRuns },
  { name: 'follow merged runs in their targets', cause: 'runs', does: followTargets },
  { name: 'restart merge queues', cause: 'runs', does: restartQueues },
  { name: 'restart the orchestrator', cause: 'orchestrator', does: reviveLoop },
];

/**
 * The causes that a command looks into. A command that reads must start no agent, so it leaves the orchestrator alone.
 */
export function causesFor({ reads }: { reads: boolean }): readonly Cause[] {
  return reads ? ['time', 'runs'] : ['time', 'runs', 'orchestrator'];
}

/**
 * Does what is due: a process that runs one command does this before it, a server by `keepUp`. A part that is refused fails nothing; the
 * store's diagnostics say why.
 */
export async function upkeep(context: Context, causes: readonly Cause[]): Promise<void> {
  if (!context.store.exists) return;
  for (const { name, cause, does } of PARTS) {
    if (!causes.includes(cause)) continue;
    try {
      await does(context);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      context.store.appendDiagnostic(`upkeep, ${name}: ${String(error)}`);
    }
  }
}

/** @returns the next moment at which time alone makes an answer wrong, in epoch ms; infinity for none */
export function nextDue(context: Context): number {
  return Math.min(...PARTS.map(({ due }) => due?.(context) ?? Number.POSITIVE_INFINITY));
}

/** Can something outside of the log change a run: the death of a process, or a branch that moves? Nothing says when. */
export function watchesRuns({ store }: Pick<Context, 'store'>): boolean {
  return runsIn(store.state).some((run) => isUnderWay(run.state) || isFollowed(run));
}

/** Archives closed tasks where the setting says so. What archives is loaded only then: it reads filters, which are as large as all of a hook. */
async function archiveClosed(context: Context): Promise<void> {
  if (archiveAfter(context) <= 0) return;
  const { archiveBySetting } = await import('../work/archive/archive-by-itself.ts');
  await archiveBySetting(context);
}

/** Looks at the targets of merged runs, if there are any: a look loads what reads git. */
async function followTargets(context: Context): Promise<void> {
  if (!runsIn(context.store.state).some(isFollowed)) return;
  const { noticeHistory } = await import('../runs/upkeep/target-history.ts');
  await noticeHistory(context);
}
