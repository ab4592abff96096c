import type { Context } from '../../work/workspace/context.ts';
import { isBudgetDue } from '../budget/hold-budget.ts';

/**
 * Milliseconds between two looks at the costs of active runs. Costs are no commits, so the loop doesn't hear of them. An
 * agent reports its cost after a message or a turn, which takes it seconds.
 */
const LOOK_MS = 1_000;

/**
 * Calls `due` when the cost of active runs requires a notice or a stop, until `signal` aborts. Reads nothing while there
 * is no budget, or no active run that it can stop.
 */
export function watchCosts(context: () => Context, due: () => void, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (isBudgetDue(context())) due();
  }, LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
