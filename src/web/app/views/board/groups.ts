import { groupedBy } from '../../../../base/iterables.ts';
import { BOARD_COLUMNS, eachColumn } from '../../../../domain/board-columns.ts';
import type { ByColumn } from '../../../../report/board/order.ts';
import type { BoardColumn, ShownCard } from '../../data/types.ts';

/** The possible groups of cards. Each group is a lane over all columns. `change` returns the field that a move between groups changes. */
export const GROUPS = {
  none: { title: 'No groups', of: () => '', change: undefined },
  project: {
    title: 'By project',
    of: ({ project }: ShownCard) => project ?? '',
    change: (group: string) => ({ project: group }),
  },
  agent: {
    title: 'By assignee',
    of: ({ agent }: ShownCard) => agent ?? '',
    change: (group: string) => ({ agent: group }),
  },
  priority: {
    title: 'By priority',
    of: ({ priority }: ShownCard) => priority ?? '',
    change: (group: string) => ({ priority: group }),
  },
  filters: {
    title: 'By filters',
    of: ({ row }: ShownCard) => (row === undefined ? '' : String(row)),
    change: undefined,
  },
} as const;

export type GroupName = keyof typeof GROUPS;

/** A line of the board with groups: the header of a lane, or one card of each column. */
export type LaneLine =
  | { kind: 'head'; key: string; group: string; counts: Record<BoardColumn, number>; folded: boolean }
  | { kind: 'cards'; key: string; group: string; cells: Partial<Record<BoardColumn, ShownCard>> };

const WORDS: Readonly<Record<string, string>> = { H: 'High', M: 'Medium', L: 'Low', '': 'None' };

export function groupWord(by: GroupName, group: string, rows: readonly string[]): string {
  if (by === 'filters') return group === '' ? 'All others' : (rows[Number(group)] ?? '');
  if (group === '') return by === 'priority' ? 'No priority' : by === 'agent' ? 'No assignee' : 'No project';
  return by === 'priority' ? (WORDS[group] ?? group) : group;
}

/**
 * Returns the lanes of a board with groups, as lines over all columns. They are sorted by name; the one without a name
 * comes last. A lane in `folded` has only its header.
 */
export function lanesOf(
  columns: ByColumn<ShownCard>,
  { by, folded }: { by: GroupName; folded: ReadonlySet<string> },
): LaneLine[] {
  const groups = eachColumn((column) => groupedBy(columns[column], GROUPS[by].of));
  const names = new Set(BOARD_COLUMNS.flatMap((column) => [...groups[column].keys()]));
  return [...names]
    .sort((a, b) => orderOf(by, a) - orderOf(by, b) || (a < b ? -1 : 1))
    .flatMap((group): LaneLine[] => {
      const cards = eachColumn((column) => groups[column].get(group) ?? []);
      const counts = eachColumn((column) => cards[column].length);
      const isFolded = folded.has(group);
      const length = isFolded ? 0 : Math.max(...Object.values(counts));
      const rows = Array.from({ length }, (_, i): LaneLine => {
        const cells = Object.fromEntries(
          BOARD_COLUMNS.flatMap((name) => (cards[name][i] ? [[name, cards[name][i]]] : [])),
        );
        return { kind: 'cards', key: `${group} ${i}`, group, cells };
      });
      return [{ kind: 'head', key: `lane ${group}`, group, counts, folded: isFolded }, ...rows];
    });
}

/** A lane as the target of a move. */
export interface LaneTarget {
  by: GroupName;
  /** The group's value. `word` is its title. */
  name: string;
  word: string;
}

/** Returns the lanes that a card can move to, in order: all of them with its own. None if filters make the lanes. */
export function laneTargets(lanes: readonly LaneLine[] | undefined, by: GroupName): LaneTarget[] {
  if (!GROUPS[by].change) return [];
  return (lanes ?? []).flatMap((line) =>
    line.kind === 'head' ? [{ by, name: line.group, word: groupWord(by, line.group, []) }] : [],
  );
}

/** Returns the cards of each column in the order of the lanes. */
export function cardsIn(lanes: readonly LaneLine[]): ByColumn<ShownCard> {
  return eachColumn((column) =>
    lanes.flatMap((line) => (line.kind === 'cards' && line.cells[column] ? [line.cells[column]] : [])),
  );
}

function orderOf(by: GroupName, group: string): number {
  if (by === 'filters') return group === '' ? Number.POSITIVE_INFINITY : Number(group);
  if (group === '') return 9;
  return by === 'priority' ? 'HML'.indexOf(group) : 0;
}
