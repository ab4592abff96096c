import { LIST_COLUMNS, type ListColumn } from './columns.tsx';
import type { ListRow } from './model.ts';

/** Average width of a character, and the space around a text, in pixels. */
const CHARACTER = 7;
const AROUND = 8;
/** Minimum width in pixels of the column that takes the rest of the width: in a narrow list, and in a wide one. */
const LEAST = [132, 240] as const;
/** Part of a list's width that this column has at least, between these two. */
const LEAST_PART = 0.26;
/** Width in pixels of the columns before the first: the box and the number. */
const FIRST = [20, 48];
const GAP = 10;

/** Length of the longest loaded text by column. */
type Longest = Readonly<Record<string, number>>;

/** Returns the width of a column in pixels, at least. @param room width of the list in pixels */
function widthOf({ name, title, most, plain, sort }: ListColumn, longest: Longest, room: number): number {
  if (!Number.isFinite(most)) return Math.max(LEAST[0], Math.min(LEAST[1], room * LEAST_PART));
  const head = title.length + (sort ? 2 : 0);
  const wanted = Math.max(head, plain ? (longest[name] ?? 0) : most);
  return Math.min(Math.max(most, head), wanted) * CHARACTER + AROUND;
}

/** Returns the columns as tracks of the CSS grid. @param room width of the list in pixels */
export function tracksOf(columns: readonly ListColumn[], longest: Longest, room: number): string {
  const tracks = columns.map((column) => {
    const width = widthOf(column, longest, room);
    return Number.isFinite(column.most) ? `${width}px` : `minmax(${width}px, 1fr)`;
  });
  return [...FIRST.map((width) => `${width}px`), ...tracks].join(' ');
}

/** Width in pixels below which a list is narrow. */
export const NARROW = 900;

/** Returns the columns with these names. */
export function listColumnsOf(names: readonly string[], isNarrow: boolean): ListColumn[] {
  return LIST_COLUMNS.filter(({ name }) => names.includes(name)).map((column) =>
    isNarrow ? { ...column, ...column.narrow } : column,
  );
}

/** The usual columns in the order in which they go when the window is too narrow for all. The others stay. */
const GOING = ['modified', 'urgency', 'tags', 'project', 'priority', 'due'];

/** Returns the usual columns that fit into a width in pixels. */
export function fittingColumns(width: number, longest: Longest): string[] {
  const columns = listColumnsOf(USUAL, width < NARROW);
  const shown = new Set(USUAL);
  const wide = () => {
    const widths = columns.filter(({ name }) => shown.has(name)).map((column) => widthOf(column, longest, width));
    return [...FIRST, ...widths].reduce((sum, one) => sum + one + GAP, -GAP);
  };
  for (const name of GOING) if (wide() > width) shown.delete(name);
  return USUAL.filter((name) => shown.has(name));
}

/** Returns the lengths of the longest texts by column, at least those in `before`. */
export function longestIn(before: Readonly<Record<string, number>>, rows: readonly ListRow[]): Record<string, number> {
  return Object.fromEntries(
    LIST_COLUMNS.map(({ name, plain }) => [
      name,
      rows.reduce((most, row) => Math.max(most, plain?.(row)?.length ?? 0), before[name] ?? 0),
    ]),
  );
}

/** Columns that are shown by default. */
const USUAL = ['description', 'state', 'priority', 'project', 'tags', 'due', 'urgency', 'modified'];
