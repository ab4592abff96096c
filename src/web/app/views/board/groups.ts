import { groupedBy } from '../../../../base/iterables.ts';
import type { ByColumn } from '../../../../report/board/order.ts';
import { eachColumn } from '../../../../report/columns.ts';
import type { Card } from '../../data/types.ts';

/** The possible groups of cards in a column. `change` returns the field that a move between groups changes. */
export const GROUPS = {
  none: { title: 'No groups', of: () => '', change: undefined },
  project: {
    title: 'By project',
    of: ({ project }: Card) => project ?? '',
    change: (group: string) => ({ project: group }),
  },
  agent: { title: 'By agent', of: ({ agent }: Card) => agent ?? '', change: (group: string) => ({ agent: group }) },
  priority: {
    title: 'By priority',
    of: ({ priority }: Card) => priority ?? '',
    change: (group: string) => ({ priority: group }),
  },
  filters: {
    title: 'By filters',
    of: ({ row }: Card) => (row === undefined ? '' : String(row)),
    change: undefined,
  },
} as const;

export type GroupName = keyof typeof GROUPS;

/** A line of a column: a card or the header of a group. */
export type ColumnLine =
  | { kind: 'card'; key: string; card: Card; group: string }
  | { kind: 'group'; key: string; group: string; count: number; folded: boolean };

const WORDS: Readonly<Record<string, string>> = { H: 'High', M: 'Medium', L: 'Low', '': 'None' };

export function groupWord(by: GroupName, group: string, rows: readonly string[]): string {
  if (by === 'filters') return group === '' ? 'All others' : (rows[Number(group)] ?? '');
  if (group === '') return by === 'priority' ? 'No priority' : by === 'agent' ? 'No assignee' : 'No project';
  return by === 'priority' ? (WORDS[group] ?? group) : group;
}

/** Returns the lines of all columns. A group in `folded` has only its header. */
export function linesByColumn(
  columns: ByColumn<Card>,
  { by, folded }: { by: GroupName; folded: ReadonlySet<string> },
): ByColumn<ColumnLine> {
  return eachColumn((column) => linesOf(columns[column], by, folded));
}

/** Returns the lines of a column. Groups are sorted by name; the group without a name comes last. */
function linesOf(cards: readonly Card[], by: GroupName, folded: ReadonlySet<string>): ColumnLine[] {
  if (by === 'none') return cards.map((card) => ({ kind: 'card', key: card.uuid, card, group: '' }));
  return [...groupedBy(cards, GROUPS[by].of)]
    .sort(([a], [b]) => orderOf(by, a) - orderOf(by, b) || (a < b ? -1 : 1))
    .flatMap(([group, all]) => [
      { kind: 'group', key: `group ${group}`, group, count: all.length, folded: folded.has(group) } as const,
      ...(folded.has(group) ? [] : all.map((card) => ({ kind: 'card', key: card.uuid, card, group }) as const)),
    ]);
}

function orderOf(by: GroupName, group: string): number {
  if (by === 'filters') return group === '' ? Number.POSITIVE_INFINITY : Number(group);
  if (group === '') return 9;
  return by === 'priority' ? 'HML'.indexOf(group) : 0;
}
