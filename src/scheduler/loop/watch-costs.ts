import type { Context } from '../../work/workspace/context.ts';
import { isBudgetDue } from '../budget/hold-budget.ts';

/**
 * Milliseconds between two looks at the costs of active runs. Costs are no commits, so the loop doesn't hear of them. An
 * agent reports its cost after a message or a turn, which takes it seconds.
 */
const LOOK_MS = 1_000;

interface CostWatch {
  context(): Context;
  due(): void;
  /** Gets a text for the diagnostics. */
  tell(text: string): void;
}

/**
 * Calls `due` when the cost of active runs requires a notice or a stop, until `signal` aborts. Reads nothing while there
 * is no budget, or no active run that it can stop. After an error, tells it once and looks again.
 */
export function watchCosts({ context, due, tell }: CostWatch, signal: AbortSignal): void {
  let told: string | undefined;
  const look = () => {
    try {
      if (isBudgetDue(context())) due();
      told = undefined;
    } catch (error) {
      // An error that a timer throws would end the process, and with it the loop.
      const text = `orchestrator: can't read the costs of active runs: ${String(error)}`;
      if (text !== told) tell(text);
      told = text;
    }
  };
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
