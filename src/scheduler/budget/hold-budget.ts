import { counted } from '../../base/amounts.ts';
import { BUDGET_NOTICE, UNPRICED_NOTICE } from '../../domain/kinds/notice.ts';
import type { Run } from '../../domain/records.ts';
import { budgetDay } from '../../runs/budget/budget-day.ts';
import { budgetedRuns, budgetState } from '../../runs/budget/budget-state.ts';
import type { RunRecords } from '../../runs/find-run.ts';
import { awaitStop } from '../../runs/lifecycle/await-stop.ts';
import { stopRun } from '../../runs/lifecycle/control-run.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type BudgetDecision, decideBudget } from './budget-decision.ts';

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
