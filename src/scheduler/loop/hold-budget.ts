import { counted } from '../../base/amounts.ts';
import { BUDGET_NOTICE, UNPRICED_NOTICE } from '../../domain/kinds/notice.ts';
import type { Run } from '../../domain/records.ts';
import { budgetDay } from '../../runs/budget/budget-day.ts';
import { type BudgetState, budgetState, NEAR } from '../../runs/budget/budget-state.ts';
import { budgetText, unpricedText } from '../../runs/budget/budget-text.ts';
import { budgetedRuns } from '../../runs/budget/budgeted-runs.ts';
import type { RunRecords } from '../../runs/find-run.ts';
import { awaitStop } from '../../runs/lifecycle/await-stop.ts';
import { stopRun } from '../../runs/lifecycle/control-run.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Holds the cost of active runs to the orchestrator's budget: stores a notice when the budget is nearly spent, and stops
 * the orchestrator's active runs when it is spent. One transaction takes the decision, with the budget as it is then.
 * Returns after these runs have ended. A run that can't be stopped becomes a diagnostic.
 */
export async function holdBudget(context: Context): Promise<void> {
  if (!isDue(decisionIn(context, context.store.state))) return;
  const stopping = await context.write('orchestrator_budget', (tx) => {
    const decided = decisionIn(context, tx);
    if (!decided || !isDue(decided)) return [];
    const { stops, text, notice, unpriced } = decided;
    if (notice) {
      const stopped = stops.length > 0 ? `. ${counted(stops.length, 'active run')} stopped` : '';
      tx.put('notice', BUDGET_NOTICE, { what: 'budget', at: tx.at, ...notice, text: `${text}${stopped}` });
    }
    if (unpriced) tx.put('notice', UNPRICED_NOTICE, { what: 'budget', at: tx.at, ...unpriced });
    return stops.map(({ id }) => stopRun(tx, context, id, { code: 'budget', text }));
  });
  const ends = await Promise.allSettled(stopping.map((run: Run) => awaitStop(context, run)));
  for (const end of ends)
    if (end.status === 'rejected') context.store.appendDiagnostic(`orchestrator, budget: ${String(end.reason)}`);
}

/** Checks whether the cost of active runs requires a notice or a stop. Reads only files of runs whose agents work. */
export function isBudgetDue(context: Context): boolean {
  return budgetedRuns(context.store.state).length > 0 && isDue(decisionIn(context, context.store.state));
}

function isDue(decided: BudgetDecision | undefined): boolean {
  if (!decided) return false;
  return decided.stops.length > 0 || decided.notice !== undefined || decided.unpriced !== undefined;
}

function decisionIn(context: Context, records: RunRecords): BudgetDecision | undefined {
  const state = budgetState(context, records);
  if (!state) return undefined;
  const { today } = budgetDay(context, state.budget);
  const eventOf = (id: string) => records.get('notice', id)?.event;
  return decideBudget({
    ...{ state, today, runs: budgetedRuns(records) },
    ...{ notified: eventOf(BUDGET_NOTICE), notifiedUnpriced: eventOf(UNPRICED_NOTICE) },
  });
}

/** The facts about a budget at one moment. */
interface BudgetFacts {
  state: BudgetState;
  /** The day for which a daily budget counts. */
  today: string;
  /** The active runs that the budget can stop. */
  runs: readonly Run[];
  /** The events of the last notices about a budget, and about a run that it can't count. */
  notified?: string | undefined;
  notifiedUnpriced?: string | undefined;
}

/** What has to happen because of a budget. */
interface BudgetDecision {
  /** Runs that are stopped, and the reason that they get. */
  stops: readonly Run[];
  text: string;
  /** A notice that no person got yet for this budget. */
  notice?: { event: string; title: string };
  /** The notice about runs that this budget can't count. There is one for each budget. */
  unpriced?: { event: string; title: string; text: string };
}

/**
 * Decides what has to happen because of the cost so far: a notice at {@link NEAR} of the budget, and another one at its
 * end, where active runs are stopped, too. A pure function. Runs that were asked to stop aren't stopped again.
 */
function decideBudget(facts: BudgetFacts): BudgetDecision {
  const { state, today, runs, notified } = facts;
  const { budget, spentUsd, level, atBudget } = state;
  const isOver = level === 'spent' && atBudget === 'stop';
  const stops = isOver ? runs.filter(({ stop }) => stop === undefined) : [];
  const text = budgetText(spentUsd, budget);
  const window = `${budget.usd} ${budget.per === 'day' ? today : budget.since}`;
  const decided: BudgetDecision = { stops, text, ...unpricedNotice(facts, `unpriced ${window}`) };
  if (level === undefined) return decided;
  const event = `${level} ${window}`;
  if (notified === event || notified === `spent ${window}`) return decided;
  const title =
    level === 'spent'
      ? "The orchestrator's budget is spent"
      : `The orchestrator has spent ${NEAR * 100} % of its budget`;
  return { ...decided, notice: { event, title } };
}

function unpricedNotice(
  { state: { unpriced }, notifiedUnpriced }: BudgetFacts,
  event: string,
): Pick<BudgetDecision, 'unpriced'> {
  if (unpriced.length === 0 || notifiedUnpriced === event) return {};
  return { unpriced: { event, title: "The orchestrator's budget can't count a run", text: unpricedText(unpriced) } };
}
