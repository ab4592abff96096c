import { onceEach } from '../../base/lazy.ts';
import { expectedMs } from '../../domain/runs/times/expected-time.ts';
import { timesOf } from '../../domain/runs/times/run-times.ts';
import { estimateOf } from '../../domain/task/estimate.ts';
import type { Task } from '../../domain/task/task.ts';
import type { SchedulerSnapshot, Start } from '../snapshot-types.ts';

/** The usual length of a run, and where it comes from. */
export interface UsualLength {
  ms: number;
  by: 'estimate' | 'past';
}

/**
 * Returns a function for the usual length of a task's run with an agent: the task's estimate, otherwise the median of
 * the agent's past runs. Undefined without both. The decision and the forecast ask here.
 */
export function usualLengths({
  runs,
  facts: { queue },
}: Pick<SchedulerSnapshot, 'runs' | 'facts'>): (task: Task, agent: string) => UsualLength | undefined {
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  const past = onceEach((agent: string) =>
    onceEach((type: string | undefined) => expectedMs(runs, { agent, id: '', type }, typeOf)?.ms),
  );
  return (task, agent) => {
    const said = estimateOf(task);
    if (said !== undefined) return { ms: said, by: 'estimate' };
    const ms = past(agent)(task.type);
    return ms === undefined ? undefined : { ms, by: 'past' };
  };
}

/** Returns the usual time that a start still needs: a continued run has done a part of its work. */
export function timeNeeded({ ms }: UsualLength, { how, run }: Pick<Start, 'how' | 'run'>, now: number): number {
  return how === 'resume' && run ? Math.max(0, ms - timesOf(run, now).workedMs) : ms;
}
