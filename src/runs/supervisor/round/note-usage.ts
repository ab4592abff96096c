import type { Run } from '../../../domain/records.ts';
import { budgetIn } from '../../budget/budgeted-runs.ts';
import { costEstimator } from '../../budget/estimate.ts';
import { roundCost } from '../../budget/round-cost.ts';
import { pricedSoFar } from '../../budget/spent.ts';
import { runsIn } from '../../find-run.ts';
import type { SupervisedRun } from '../supervised-run.ts';

/** The part of the budget by which a round's cost has grown when it is noted again. It bounds the number of commits. */
const GROWTH = 0.01;

/**
 * Notes in the run's record what its agent has used so far. In a queue on a server with a budget, other machines count
 * the unfinished round by it: its events are only here.
 * @param now the time, epoch ms
 */
export async function noteUsage(supervised: SupervisedRun, now: number): Promise<void> {
  const { state } = supervised.opened.store;
  const run = supervised.run();
  const budget = budgetIn(state);
  const last = run.rounds?.at(-1);
  if (!run.on || !budget || !last || last.ended !== undefined) return;
  const soFar = pricedSoFar(supervised.context(), run, costEstimator(runsIn(state)));
  const costOf = (usage: Run['usage']) => (usage && roundCost(run, { ...last, usage }, now)) ?? 0;
  if (!soFar || costOf(soFar) - costOf(last.soFar) < budget.usd * GROWTH) return;
  await supervised.note(({ rounds = [], ...rest }) => ({
    ...rest,
    rounds: rounds.map((round) => (round.n === last.n && round.ended === undefined ? { ...round, soFar } : round)),
  }));
}
