import { AT_BUDGET } from '../../work/settings/orchestrator-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { RunRecords } from '../find-run.ts';
import { type Budget, budgetIn } from './budgeted-runs.ts';
import { type Spending, spendingOf } from './spent.ts';

/** The part of a budget at which a person is notified. */
export const NEAR = 0.8;

/** The orchestrator's budget, what is spent of it, and what happens at its end. */
export interface BudgetState {
  budget: Budget;
  spentUsd: number;
  /** What it can't count, because an agent reports no cost. */
  unpriced: Spending['unpriced'];
  /** `near` from {@link NEAR} of the budget on, `spent` at its end. */
  level?: 'near' | 'spent';
  /** `stop`: active runs of the orchestrator are stopped. `starts`: only starts are held. */
  atBudget: 'stop' | 'starts';
}

/** Returns the state of the orchestrator's budget; undefined without a budget. */
export function budgetState(
  context: Pick<Context, 'store' | 'facts'>,
  records: RunRecords = context.store.state,
): BudgetState | undefined {
  const budget = budgetIn(records);
  if (!budget) return undefined;
  const { usd: spentUsd, unpriced } = spendingOf(context, budget, records);
  const level = levelOf(spentUsd, budget);
  const atBudget = settingOf(records, AT_BUDGET) === 'starts' ? 'starts' : 'stop';
  return { budget, spentUsd, unpriced, ...(level ? { level } : {}), atBudget };
}

/** A cent's millionth: a sum of decimal fractions can be that much below its exact value. */
const ROUNDING = 1e-8;

export function levelOf(spentUsd: number, { usd }: Pick<Budget, 'usd'>): BudgetState['level'] {
  if (spentUsd >= usd - ROUNDING) return 'spent';
  return spentUsd >= usd * NEAR - ROUNDING ? 'near' : undefined;
}
