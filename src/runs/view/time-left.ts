import { lazy } from '../../base/lazy.ts';
import type { Run } from '../../domain/records.ts';
import { expectedMs } from '../../domain/runs/expected-time.ts';
import { occupies } from '../../domain/runs/run-states.ts';
import { type TimeLeft, timeLeftOfRun, timeLeftOfTask } from '../../domain/runs/time-left.ts';
import { estimateOf } from '../../domain/task/estimate.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';

/** Returns how long an active run goes on, if its agent, an estimate or past runs tell. */
export function leftOfRun(context: Context, run: Run): TimeLeft | undefined {
  return leftAmong(context, runsIn(context.store.state), run);
}

function leftAmong({ queue, clock }: Context, runs: readonly Run[], run: Run): TimeLeft | undefined {
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  return timeLeftOfRun(run, { task: queue.get(run.task), runs, typeOf, now: clock.now });
}

/** Returns a function that computes how long the work on a task goes on: of its active run, otherwise since its start. */
export function leftReader(context: Context): (task: Task) => TimeLeft | undefined {
  const runs = lazy(() => runsIn(context.store.state));
  return (task) => {
    const run = runs().find((one) => one.task === task.uuid && occupies(one.state));
    return run ? leftAmong(context, runs(), run) : timeLeftOfTask(task, context.clock.now);
  };
}

/**
 * Returns a function that computes how long a task will take: by its estimate, otherwise by past runs of its assignee.
 * Undefined if nothing tells.
 */
export function lengthReader({ queue, store }: Context): (task: Task) => number | undefined {
  const past = new Map<string, number | undefined>();
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  const ofAgent = (agent: string, type: string | undefined) => {
    const key = `${agent} ${type ?? ''}`;
    if (!past.has(key)) past.set(key, expectedMs(runsIn(store.state), { agent, id: '', type }, typeOf)?.ms);
    return past.get(key);
  };
  return (task) => estimateOf(task) ?? (task.agent === undefined ? undefined : ofAgent(task.agent, task.type));
}
