import * as z from 'zod';
import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import type { Shape } from '../../base/shape.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { fixesAmong, isSoonAfter } from '../../domain/runs/aftermath.ts';
import type { Task } from '../../domain/task/task.ts';

/** The possible groups of the report on results. */
export const RESULTS_BY = ['agent', 'model', 'type', 'project', 'approver'] as const;
export type ResultsBy = (typeof RESULTS_BY)[number];

/** Pauses of a person that are longer than this are no attention, in milliseconds. */
const PAUSE_MS = 5 * 60_000;
/** What a single act counts, in milliseconds: nobody knows when the person began. */
const ACT_MS = 60_000;

/** What became of the results of an agent, a model, a type or project of tasks, or of who approved them. */
export const outcomeOutput = () =>
  z.strictObject({
    key: z.string(),
    /** Runs that delivered a result. */
    opened: z.int(),
    merged: z.int(),
    discarded: z.int(),
    /** Rounds of all these runs. */
    rounds: z.int(),
    /** Merged results that were reverted within {@link AFTERMATH_DAYS}. */
    reverted: z.int(),
    /** Merged results that another run fixed within {@link AFTERMATH_DAYS}. */
    fixed: z.int(),
    /** Cost in US dollars of all these runs. Absent if no agent reported it. */
    costUsd: z.number().exactOptional(),
    /** Time in which people decided about these runs, estimated from the times of their acts, in milliseconds. */
    attentionMs: z.number(),
  });
export type ShownOutcome = Shape<typeof outcomeOutput>;

export interface OutcomeFacts {
  taskOf(uuid: string): Pick<Task, 'project' | 'type' | 'links'> | undefined;
  /** Returns when people acted on a run: comments, notes, viewed files, answers, approvals. */
  actsOf(run: Run): readonly Instant[];
}

/**
 * Adds up what became of results, by group and in all. The group with most results comes first.
 * @param runs all runs, for the fixes
 * @param asked those that count
 */
export function outcomesBy(
  runs: readonly Run[],
  asked: readonly Run[],
  by: ResultsBy,
  facts: OutcomeFacts,
): { outcomes: ShownOutcome[]; total: ShownOutcome } {
  const fixOf = fixesAmong(runs, facts.taskOf);
  const delivered = asked.filter(({ result, merged }) => result !== undefined || merged !== undefined);
  const outcomes = [...groupedBy(delivered, (run) => keyOf(run, by, facts))]
    .map(([key, group]) => outcomeOf(key, group, fixOf, facts))
    .sort((a, b) => b.opened - a.opened || ascending(a.key, b.key));
  return { outcomes, total: outcomeOf('all', delivered, fixOf, facts) };
}

function outcomeOf(
  key: string,
  runs: readonly Run[],
  fixOf: ReturnType<typeof fixesAmong>,
  { actsOf }: OutcomeFacts,
): ShownOutcome {
  const count = (holds: (run: Run) => boolean) => runs.filter(holds).length;
  const costs = runs.flatMap(({ usage }) => usage?.costUsd ?? []);
  return {
    key,
    opened: runs.length,
    merged: count(({ merged }) => merged !== undefined),
    discarded: count(({ state }) => state === 'discarded'),
    rounds: runs.reduce((sum, { rounds = [] }) => sum + rounds.length, 0),
    reverted: count(({ merged, reverted }) => isSoonAfter(merged, reverted?.at)),
    fixed: count((run) => fixOf(run) !== undefined),
    ...(costs.length > 0 ? { costUsd: costs.reduce((sum, cost) => sum + cost, 0) } : {}),
    attentionMs: runs.reduce((sum, run) => sum + attentionMs(actsOf(run).map(fromInstant)), 0),
  };
}

/** Estimates from the times of a person's acts how long the person was busy with them. */
export function attentionMs(acts: readonly number[]): number {
  const times = [...acts].sort((a, b) => a - b);
  return times.reduce((sum, at, i) => {
    const pause = i === 0 ? Number.POSITIVE_INFINITY : at - times[i - 1]!;
    return sum + (pause > PAUSE_MS ? ACT_MS : pause);
  }, 0);
}

function keyOf(run: Run, by: ResultsBy, { taskOf }: OutcomeFacts): string {
  switch (by) {
    case 'agent':
      return run.agent;
    case 'model':
      return run.model ?? `${run.provider}, default model`;
    case 'approver':
      return run.verdict?.actor ?? 'nobody yet';
    default:
      return taskOf(run.task)?.[by] ?? `no ${by}`;
  }
}
