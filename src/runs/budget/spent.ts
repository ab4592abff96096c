import type { Instant } from '../../domain/instant.ts';
import type { Orchestrator, Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import { eventsFile } from '../view/run-view.ts';
import { reportedUsage } from '../view/usage-so-far.ts';
import { costEstimator } from './estimate.ts';

export type Budget = NonNullable<Orchestrator['limits']['budget']>;

/**
 * Sums the US dollars that count towards a budget: of all runs, whoever started them, including unfinished rounds. The
 * costs are those that agents report, or estimates from their tokens.
 */
export function spentOf(
  context: Pick<Context, 'store' | 'facts'>,
  { per, since }: Budget,
  records: RunRecords = context.store.state,
): number {
  const from = per === 'day' ? context.facts().calendar().today : since;
  const runs = runsIn(records);
  const estimate = costEstimator(runs);
  const said = (run: Run) => {
    const usage = reportedUsage(eventsFile(context, run));
    return usage ? (usage.costUsd ?? estimate(run, usage.tokens) ?? 0) : 0;
  };
  return spentSince(runs, from, said);
}

/** Sums the costs of runs since a time. `said` returns the reported cost of a run's unfinished round. */
export function spentSince(runs: readonly Run[], since: Instant, said: (run: Run) => number): number {
  const costs = runs.flatMap((run) =>
    (run.rounds ?? []).flatMap(({ at, ended, usage }, i, { length }) => {
      if (ended !== undefined) return ended >= since ? [usage?.costUsd ?? usage?.estimatedUsd ?? 0] : [];
      return i === length - 1 && (at >= since || isLive(run.state)) ? [said(run)] : [];
    }),
  );
  return costs.reduce((sum, cost) => sum + cost, 0);
}
