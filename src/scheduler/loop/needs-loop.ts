import { budgetedRuns } from '../../runs/budget/budget-state.ts';
import type { RunRecords } from '../../runs/find-run.ts';
import { isOrchestratorRunning } from './desired-state.ts';

/**
 * Checks whether the orchestrator needs its process: to start runs, or, after a pause or a stop, to hold active runs to
 * the budget until they end.
 */
export function needsLoop(records: RunRecords): boolean {
  return isOrchestratorRunning(records) || budgetedRuns(records).length > 0;
}
