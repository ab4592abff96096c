import type { Run } from '../../domain/records.ts';
import { type BudgetState, NEAR } from '../../runs/budget/budget-state.ts';
import { budgetText, unpricedText } from '../../runs/budget/budget-text.ts';

/** The facts about a budget at one moment. */
export interface BudgetFacts {
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
export interface BudgetDecision {
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
export function decideBudget(facts: BudgetFacts): BudgetDecision {
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
