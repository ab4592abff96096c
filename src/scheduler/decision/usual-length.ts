import { onceEach } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import { expectedMs } from '../../domain/runs/times/expected-time.ts';
import { timesOf } from '../../domain/runs/times/run-times.ts';
import { estimateOf } from '../../domain/task/estimate.ts';
import type { Task } from '../../domain/task/task.ts';
import type { HoldReason, SchedulerSnapshot, Start } from '../snapshot-types.ts';
import type { RetryDecision } from './retry-decision.ts';

type Plan = Extract<RetryDecision, { go: unknown }> & Pick<Start, 'run'>;
const NONE: readonly HoldReason[] = [];

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

/** Returns a function for the reason against a start whose run would usually pass the deadline of the night. */
export function lateFor(snapshot: SchedulerSnapshot): (task: Task, agent: string, plan: Plan) => readonly HoldReason[] {
  const { night, now } = snapshot;
  if (!night) return () => NONE;
  const { until } = night.terms;
  const late = { why: 'late' as const, ...present({ night: night.id }), until };
  const left = fromInstant(until) - now;
  const usual = usualLengths(snapshot);
  return (task, agent, { go: how, run }) => {
    if (left <= 0) return [late];
    const length = usual(task, agent);
    if (!length) return NONE;
    const needsMs = timeNeeded(length, { how, ...present({ run }) }, now);
    return needsMs > left ? [{ ...late, needsMs }] : NONE;
  };
}
