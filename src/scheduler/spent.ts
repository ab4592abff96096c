import type { Instant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import { isLive } from '../domain/runs/run-states.ts';
import { runsIn } from '../runs/find-run.ts';
import { eventsFile } from '../runs/view/run-view.ts';
import { reportedUsage } from '../runs/view/usage-so-far.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Limits } from './snapshot-types.ts';

/**
 * Sums the US dollars that count towards a budget, including unfinished rounds of runs. It knows only costs that agents
 * report.
 */
export function spentOf(context: Context, { per, since }: NonNullable<Limits['budget']>): number {
  const from = per === 'day' ? context.facts().calendar().today : since;
  const said = (run: Run) => reportedUsage(eventsFile(context, run))?.costUsd ?? 0;
  return spentSince(runsIn(context.store.state), from, said);
}

/** Sums the costs of runs since a time. `said` returns the reported cost of a run's unfinished round. */
export function spentSince(runs: readonly Run[], since: Instant, said: (run: Run) => number): number {
  const costs = runs.flatMap((run) =>
    (run.rounds ?? []).flatMap(({ at, ended, usage }, i, { length }) => {
      if (ended !== undefined) return ended >= since ? [usage?.costUsd ?? 0] : [];
      return i === length - 1 && (at >= since || isLive(run.state)) ? [said(run)] : [];
    }),
  );
  return costs.reduce((sum, cost) => sum + cost, 0);
}
