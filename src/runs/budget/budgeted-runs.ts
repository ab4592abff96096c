import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Orchestrator, Run } from '../../domain/records.ts';
import { mayCost } from '../../domain/runs/run-states.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import { isOrchestrators } from '../lifecycle/continued-by.ts';
import { oncePerCommit } from './once-per-commit.ts';

export type Budget = NonNullable<Orchestrator['limits']['budget']>;

/** Lists the active runs whose agents the budget stops. A run whose result is checked costs nothing meanwhile. */
export const budgetedRuns = oncePerCommit((records): readonly Run[] =>
  budgetIn(records) ? runsIn(records).filter((run) => mayCost(run.state) && isOrchestrators(run)) : [],
);

export function budgetIn(records: RunRecords): Budget | undefined {
  return records.get('orchestrator', ORCHESTRATOR_ID)?.limits.budget;
}
