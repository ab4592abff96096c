import { COLUMN_TITLES } from '../../../../domain/board-columns.ts';
import type { ShownCard } from '../../data/types.ts';

/** The values of a card that people change, with the words for them. The others follow from these or from other tasks. */
const WORDS = {
  ...{ description: 'description', project: 'project', priority: 'priority', tags: 'tags', agent: 'assignee' },
  ...{ due: 'due date', rank: 'position', met: 'criteria' },
} as const satisfies Partial<Record<keyof ShownCard, string>>;

/** Names the values that somebody changed since the page showed the card, and its new column. */
export function changedText(shown: ShownCard, now: ShownCard): string {
  const fields = (Object.keys(WORDS) as (keyof typeof WORDS)[])
    .filter((name) => JSON.stringify(shown[name]) !== JSON.stringify(now[name]))
    .map((name) => WORDS[name]);
  const list = [fields.slice(0, -1).join(', '), ...fields.slice(-1)].filter(Boolean).join(' and ');
  const isOne = fields.length < 2 && list !== 'tags' && list !== 'criteria';
  const column = now.column === shown.column ? '' : `: it is in ${COLUMN_TITLES[now.column]} now`;
  return `${list && `${list} of `}task ${now.id} ${isOne ? 'was' : 'were'} changed meanwhile${column}`;
}
