import { onceEach, onceEachObject } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import { eventsFile } from '../view/run-view.ts';
import { usageOfRoundNow } from '../view/usage-so-far.ts';
import type { AskedCost } from './asked-cost.ts';
import { budgetDay } from './budget-day.ts';
import type { Budget } from './budgeted-runs.ts';
import { costEstimator } from './estimate.ts';
import { askedName, openCosts } from './inquiries.ts';
import type { Payer } from './inquiry-files.ts';
import { oncePerCommit } from './once-per-commit.ts';
import { roundCost } from './round-cost.ts';

/** What counts towards a budget. */
export interface Spending {
  /** US dollars of all runs, whoever started them, including unfinished rounds, and of agents that were asked. */
  usd: number;
  /** What the sum can't count, because an agent reports no cost: ids of runs, and words for judges and passes. */
  unpriced: readonly string[];
}

/**
 * Sums the costs that count towards a budget: those that agents report, or estimates from their tokens.
 * @param until leaves out what was begun or asked later
 */
export function spendingOf(
  context: Pick<Context, 'store' | 'facts'>,
  budget: Budget,
  records: RunRecords = context.store.state,
  until?: Instant,
): Spending {
  const from = budget.per === 'day' ? budgetDay(context, budget).today : budget.since;
  const { ended, open, estimate } = recordedIn(records)({ from, until });
  const { now } = context.facts();
  const running = open.map((run) => unfinishedCost(run, now, pricedSoFar(context, run, estimate)));
  const asked = openCosts(context, from, estimate)
    .filter(isWithin({ from, until }))
    .map(({ payer, ...cost }) => askedSpending(payer, cost));
  return summed([ended, ...running, ...asked]);
}

/** Sums the costs of runs since a time. `said` returns the usage so far of a run's unfinished round. */
export function spendingSince(
  runs: readonly Run[],
  since: Instant,
  now: number,
  said: (run: Run) => NonNullable<Run['usage']> | undefined,
): Spending {
  const open = runs
    .filter((run) => isUnfinished(run, { from: since }))
    .map((run) => unfinishedCost(run, now, said(run)));
  return summed([...runs.map((run) => endedCost(run, { from: since })), ...open]);
}

/** A time in which costs count. */
interface Within {
  from: Instant;
  until?: Instant | undefined;
}

const isWithin =
  ({ from, until }: Within) =>
  ({ at }: { at: Instant }): boolean =>
    at >= from && (until === undefined || at <= until);

interface Recorded {
  ended: Spending;
  /** Runs whose last round has not ended, so that only its events have its cost. */
  open: readonly Run[];
  estimate: ReturnType<typeof costEstimator>;
}

/** Reads the records of all runs, once after each commit. */
const recordedIn = oncePerCommit((records) => {
  const runs = runsIn(records);
  const passes = Array.from(records.all('pass'), ([, pass]) => pass);
  const estimate = costEstimator(runs);
  const recorded = (within: Within): Recorded => ({
    ended: summed([...runs.map((run) => endedCost(run, within)), ...passes.map((pass) => passCost(pass, within))]),
    open: runs.filter((run) => isUnfinished(run, within)),
    estimate,
  });
  const since = onceEach((from: Instant) => recorded({ from }));
  return (within: Within) => (within.until === undefined ? since(within.from) : recorded(within));
});

/** Returns the costs of the ended rounds of a run, and of its judges, each with its time. A record never changes. */
const costsOf = onceEachObject((run: Run): { at: Instant; of: Spending }[] => [
  ...(run.rounds ?? []).flatMap((round) =>
    round.ended === undefined
      ? []
      : [{ at: round.ended, of: costIn(run, roundCost(run, round, fromInstant(round.ended))) }],
  ),
  ...(run.judged ?? []).map((cost) => ({ at: cost.at, of: askedSpending({ run: run.id }, cost) })),
]);

function passCost({ name, spent = [] }: Kinds['pass'], within: Within): Spending {
  const costs = spent.filter(isWithin(within));
  return summed(costs.map((cost) => askedSpending({ pass: name }, cost)));
}

/** The cost of an agent that was asked. */
function askedSpending(payer: Payer, { usd, unpriced }: Pick<AskedCost, 'usd' | 'unpriced'>): Spending {
  return { usd, unpriced: unpriced ? [askedName(payer)] : [] };
}

const NOTHING: Spending = { usd: 0, unpriced: [] };

function endedCost(run: Run, within: Within): Spending {
  const costs = costsOf(run).filter(isWithin(within));
  return summed(costs.map(({ of }) => of));
}

/** The cost of a round, if its agent reports one. */
function costIn({ id }: Run, usd: number | undefined): Spending {
  return usd === undefined ? { usd: 0, unpriced: [id] } : { usd, unpriced: [] };
}

/** Checks whether a run's last round counts before its end: it goes on, or its supervisor died since the time. */
function isUnfinished({ state, rounds = [] }: Run, { from, until }: Within): boolean {
  const last = rounds.at(-1);
  if (last === undefined || last.ended !== undefined || (until !== undefined && last.at > until)) return false;
  return isLive(state) || (last.until ?? last.at) >= from;
}

function unfinishedCost(run: Run, now: number, usage: Run['usage']): Spending {
  const last = run.rounds!.at(-1)!;
  return costIn(run, roundCost(run, { ...last, ...present({ usage }) }, now));
}

/** Returns the usage so far of a run's unfinished round, with an estimated cost if its agent reports none. */
export function pricedSoFar(context: Pick<Context, 'store'>, run: Run, estimate: Recorded['estimate']): Run['usage'] {
  const now = usageOfRoundNow(run, eventsFile(context, run));
  if (!now || now.costUsd !== undefined || now.estimatedUsd !== undefined) return now;
  return { ...now, ...present({ estimatedUsd: estimate(run, now) }) };
}

function summed(all: readonly Spending[]): Spending {
  return all.reduce(
    (sum, { usd, unpriced }) => ({
      usd: sum.usd + usd,
      unpriced: unpriced.length > 0 ? [...new Set([...sum.unpriced, ...unpriced])] : sum.unpriced,
    }),
    NOTHING,
  );
}
