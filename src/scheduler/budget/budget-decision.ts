import type { Run } from '../../domain/records.ts';
import { type BudgetState, NEAR } from '../../runs/budget/budget-state.ts';
import { budgetText } from '../../runs/budget/budget-text.ts';

/** The facts about a budget at one moment. */
export interface BudgetFacts {
  state: BudgetState;
  /** The day for which a daily budget counts. */
  today: string;
  /** The active runs that the budget can stop. */
  runs: readonly Run[];
  /** The event of the last notice about a budget. */
  notified?: string | undefined;
}

/** What has to happen because of a budget. */
export interface BudgetDecision {
  /** Runs that are stopped, and the reason that they get. */
  stops: readonly Run[];
  text: string;
  /** A notice that no person got yet for this budget. */
  notice?: { event: string; title: string };
}

/**
 * Decides what has to happen because of the cost so far: a notice at {@link NEAR} of the budget, and another one at its
 * end, where active runs are stopped, too. A pure function. Runs that were asked to stop aren't stopped again.
 */
export function decideBudget({ state, today, runs, notified }: BudgetFacts): BudgetDecision {
  const { budget, spentUsd, level, atBudget } = state;
  const isOver = level === 'spent' && atBudget === 'stop';
  const stops = isOver ? runs.filter(({ stop }) => stop === undefined) : [];
  const text = budgetText(spentUsd, budget);
  if (level === undefined) return { stops, text };
  const window = `${budget.usd} ${budget.per === 'day' ? today : budget.since}`;
  const event = `${level} ${window}`;
  if (notified === event || notified === `spent ${window}`) return { stops, text };
  const title =
    level === 'spent'
      ? "The orchestrator's budget is spent"
      : `The orchestrator has spent ${NEAR * 100} % of its budget`;
  return { stops, text, notice: { event, title } };
}
