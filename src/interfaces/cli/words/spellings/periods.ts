import { ownProperty } from '../../../../base/own-property.ts';

/** Days and periods as people say them, with their first day and the first day behind them. */
export const PERIODS: Readonly<Record<string, readonly [from: string, until: string]>> = {
  ...{ today: ['today', 'tomorrow'], tomorrow: ['tomorrow', 'today+2d'], yesterday: ['yesterday', 'today'] },
  ...{ 'this week': ['sow', 'eow'], 'this month': ['som', 'eom'] },
  ...{ 'this quarter': ['soq', 'eoq'], 'this year': ['soy', 'eoy'] },
  ...{ 'next week': ['eow', 'eonw'], 'last week': ['sopw', 'sow'], 'last month': ['sopm', 'som'] },
};

/** Returns the terms of a filter for an attribute with a date in a period. Undefined if it is none. */
export function termsIn(attribute: string, period: string): readonly string[] | undefined {
  const [from, until] = ownProperty(PERIODS, period) ?? [];
  if (from === undefined) return undefined;
  // A tag stands for the tasks that are due in a period of now.
  if (attribute === 'due' && period.startsWith('this ')) return [`+${period.slice(5).toUpperCase()}`];
  return period.includes(' ')
    ? [`${attribute}.after:${from}`, `${attribute}.before:${until}`]
    : [`${attribute}:${from}`];
}
