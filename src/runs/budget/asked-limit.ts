import { dollars } from '../../base/amounts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isOrchestrators } from '../lifecycle/continued-by.ts';
import { budgetState } from './budget-state.ts';
import type { Payer } from './inquiry-files.ts';

/** The most that one question to an agent may cost. */
export interface CostLimit {
  /** US dollars. */
  usd: number;
  /** Where the limit comes from, for readers: `runs.judgeCost is $1.00`. */
  says: string;
}

/** Returns the limit that an agent reaches first. Undefined without a limit. */
export function nearestLimit(limits: readonly (CostLimit | undefined)[]): CostLimit | undefined {
  return limits.flatMap((limit) => limit ?? []).sort((a, b) => a.usd - b.usd)[0];
}

export const costLimitText = ({ says }: CostLimit): string => `it reached its cost limit (${says})`;

/** US dollars that an agent always gets: a check that waits for a judge needs its reason, not only a spent budget. */
const LEAST = 0.01;

/**
 * Returns what the orchestrator's budget leaves for an agent that is asked. What a person started alone has no such limit.
 * @param payer the pass that the agent looks for, or the run that it judges
 */
export function leftOfBudget(
  context: Pick<Context, 'store' | 'facts' | 'caller'>,
  payer: Payer,
): CostLimit | undefined {
  const run = 'run' in payer ? context.store.state.get('run', payer.run) : undefined;
  const isOwn = 'run' in payer ? run && isOrchestrators(run) : context.caller.actor.kind === 'system';
  const state = isOwn ? budgetState(context) : undefined;
  if (!state || (run && state.atBudget === 'starts')) return undefined;
  const usd = Math.max(LEAST, state.budget.usd - state.spentUsd);
  return { usd, says: `${dollars(usd)} are left of the budget` };
}

/** Milliseconds between two looks at the cost, as at the limits of runs. */
const LOOK_MS = 250;

/**
 * Aborts a signal as soon as an agent costs more than its limit.
 * @param cost returns its cost so far; undefined if that is unknown, so that no limit in dollars holds it
 * @param signal a signal of others that aborts it, too
 */
export function watchCost(
  limit: CostLimit,
  cost: () => number | undefined,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; isOver(): boolean; end(): void } {
  const own = new AbortController();
  const timer = setInterval(() => {
    if ((cost() ?? 0) > limit.usd) own.abort();
  }, LOOK_MS);
  return {
    signal: AbortSignal.any([own.signal, ...(signal ? [signal] : [])]),
    isOver: () => own.signal.aborted,
    end: () => clearInterval(timer),
  };
}
