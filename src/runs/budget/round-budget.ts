import { dollars } from '../../base/amounts.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isOrchestrators } from '../lifecycle/continued-by.ts';
import { budgetState } from './budget-state.ts';
import { budgetText } from './budget-text.ts';

/** The most that a round may cost, and the reason of its run if the round reaches it. */
export interface RoundBudget {
  /** US dollars. 0 or less: the round may not begin. */
  usd: number;
  reason: 'cost_limit' | 'budget';
  text: string;
}

/**
 * Returns the most that a run's next round may cost: the rest of the run's own limit or, for a run of the orchestrator,
 * that of the budget. Undefined without a limit.
 */
export function roundBudget(
  context: Pick<Context, 'store' | 'facts'>,
  { limits, usage, ...run }: Pick<Run, 'limits' | 'usage' | 'by' | 'continuedBy'>,
): RoundBudget | undefined {
  const { costUsd } = limits;
  const used = usage?.costUsd ?? 0;
  const state = isOrchestrators(run) ? budgetState(context) : undefined;
  const left: RoundBudget[] = [
    ...(costUsd === undefined
      ? []
      : [
          {
            usd: costUsd - used,
            reason: 'cost_limit' as const,
            text: `it cost ${dollars(used)} of ${dollars(costUsd)}`,
          },
        ]),
    ...(state?.atBudget === 'stop'
      ? [
          {
            usd: state.level === 'spent' ? 0 : state.budget.usd - state.spentUsd,
            reason: 'budget' as const,
            text: budgetText(state.spentUsd, state.budget),
          },
        ]
      : []),
  ];
  return left.sort((a, b) => a.usd - b.usd)[0];
}
