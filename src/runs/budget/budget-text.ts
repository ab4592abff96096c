import { dollars } from '../../base/amounts.ts';
import type { Budget } from './spent.ts';

/** Formats how much of a budget is spent: `$20.10 of the $20.00 budget for today are spent`. All views use these words. */
export function budgetText(spentUsd: number, { usd, per }: Pick<Budget, 'usd' | 'per'>): string {
  return `${dollars(spentUsd)} of the ${dollars(usd)} budget${per === 'day' ? ' for today' : ''} are spent`;
}
