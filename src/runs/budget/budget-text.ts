import { dollars } from '../../base/amounts.ts';
import { capital } from '../../base/quote.ts';
import { isRunId } from '../../domain/runs/run-id.ts';
import type { Budget } from './budgeted-runs.ts';

/** Formats how much of a budget is spent: `$20.10 of the $20.00 budget for today are spent`. All views use these words. */
export function budgetText(spentUsd: number, { usd, per }: Pick<Budget, 'usd' | 'per'>): string {
  return `${dollars(spentUsd)} of the ${dollars(usd)} budget${per === 'day' ? ' for today' : ''} are spent`;
}

/** Maximum number of runs that a text names. */
const NAMED = 5;

/**
 * Formats what no budget counts: `The agents of r1 and r2 report no cost, so the budget doesn't count them`, or `The
 * agent of r1, the judge of r2 and the pass gaps report …`.
 * @param sum what lacks them, such as the sum of a night without a budget
 */
export function unpricedText(unpriced: readonly string[], sum = 'the budget'): string {
  const rest = unpriced.length - NAMED;
  const shown = unpriced.slice(0, NAMED);
  const own = unpriced.every(isRunId);
  const names = own ? shown : shown.map((one) => (isRunId(one) ? `the agent of ${one}` : one));
  const all = [...names, ...(rest > 0 ? [`${rest} more`] : [])];
  const text = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : all[0]!;
  const isOne = unpriced.length === 1;
  const who = own ? `The agent${isOne ? '' : 's'} of ${text}` : capital(text);
  return `${who} report${isOne ? 's' : ''} no cost, so ${sum} doesn't count ${isOne ? 'it' : 'them'}`;
}
