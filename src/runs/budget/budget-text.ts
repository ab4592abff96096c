import { dollars } from '../../base/amounts.ts';
import type { Budget } from './spent.ts';

/** Formats how much of a budget is spent: `$20.10 of the $20.00 budget for today are spent`. All views use these words. */
export function budgetText(spentUsd: number, { usd, per }: Pick<Budget, 'usd' | 'per'>): string {
  return `${dollars(spentUsd)} of the ${dollars(usd)} budget${per === 'day' ? ' for today' : ''} are spent`;
}

/** Maximum number of runs that a text names. */
const NAMED = 5;

/** Formats which runs no budget counts: `Agents of r1 and r2 report no cost, so the budget doesn't count them`. */
export function unpricedText(runs: readonly string[]): string {
  const rest = runs.length - NAMED;
  const names = [...runs.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])];
  const all = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return runs.length === 1
    ? `The agent of ${all} reports no cost, so the budget doesn't count it`
    : `The agents of ${all} report no cost, so the budget doesn't count them`;
}
