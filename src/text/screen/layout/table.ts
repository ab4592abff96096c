import { greatest } from '../../../base/iterables.ts';
import { oneLine } from '../../safe.ts';
import { painter } from './paint.ts';
import type { Screen, ScreenPiece } from './screen.ts';
import { cells, cut, padded, wrapped } from './width.ts';

/** A column of a table. `tableLines` puts its cells' text, which may be by others, on one harmless line. */
export interface TableColumn<Row> {
  head: string;
  cell(row: Row): ScreenPiece | string | undefined;
  align?: 'right';
  /** A narrow terminal drops the columns with the lowest value first, but none without a value. */
  keep?: number;
  /** Minimum width in cells. A text that is cut ends with an ellipsis. */
  least?: number;
  /** Maximum width in cells. */
  most?: number;
  /** Maximum number of lines of a cell. */
  lines?: number;
}

/** Returns the lines of a table with a header, adapted to the screen. Omits empty columns. */
export function tableLines<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], screen: Screen): string[] {
  const all = columns.map((column) => ({ column, cells: rows.map((row) => pieceOf(column.cell(row))) }));
  const used = all.filter(({ cells }) => cells.some(({ text }) => text !== ''));
  const widths = fitWidths(used.map(bidOf), screen.columns);
  const shown = used.map((one, i) => ({ ...one, width: widths[i]! })).filter(({ width }) => width > 0);
  const paint = painter(screen);
  const head = shown.map(({ column, width }) => ({
    ...{ column, width },
    lines: [cut(column.head, width)],
    style: 'heading' as const,
  }));
  const body = rows.flatMap((_, row) =>
    rowLines(
      shown.map(({ column, width, cells }) => ({ column, width, ...linesOf(cells[row]!, column, width) })),
      paint,
    ),
  );
  return [...rowLines(head, paint), ...body];
}

interface Block {
  column: Pick<TableColumn<never>, 'align'>;
  width: number;
  lines: readonly string[];
  style?: ScreenPiece['style'];
}

/** Puts cells side by side. The row has as many lines as its highest cell. */
function rowLines(blocks: readonly Block[], paint: (piece: ScreenPiece) => string): string[] {
  const height = Math.max(...blocks.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, n) => {
    const last = blocks.findLastIndex(({ lines }) => lines[n]);
    return blocks
      .slice(0, last + 1)
      .map(({ column, width, lines, style }, i) => {
        const text = lines[n] ?? '';
        const whole = i === last && column.align === undefined ? text : padded(text, width, column.align);
        return whole.replace(text, () => paint({ text, style }));
      })
      .join(' '.repeat(GAP));
  });
}

function linesOf(
  { text, style, lead = '' }: ScreenPiece,
  { lines = 1 }: Pick<TableColumn<never>, 'lines'>,
  width: number,
) {
  const [first = '', ...others] = wrapped(text, Math.max(1, width - cells(lead)), lines);
  return { lines: [cut(lead + first, width), ...others.map((line) => padded('', cells(lead)) + line)], style };
}

function bidOf({ column, cells: pieces }: { column: TableColumn<never>; cells: readonly ScreenPiece[] }): Bid {
  const widest = greatest([column.head, ...pieces.map(({ text, lead = '' }) => lead + text)].map(cells));
  const wants = Math.min(widest, column.most ?? widest);
  return { wants, needs: Math.min(wants, column.least ?? wants), keep: column.keep };
}

function pieceOf(cell: ScreenPiece | string | undefined): ScreenPiece {
  const piece = typeof cell === 'string' ? { text: cell } : (cell ?? { text: '' });
  return { ...piece, text: oneLine(piece.text) };
}

/** The widths that a column can have, in cells. */
export interface Bid {
  /** Width that the column needs to show its widest cell. */
  wants: number;
  /** Minimum width. Equal to `wants` if the column can't be narrower. */
  needs: number;
  /** Columns with the lowest value are dropped first. A column without a value is never dropped. */
  keep?: number | undefined;
}

/** Number of cells between two columns. */
export const GAP = 2;

/**
 * Distributes `columns` cells to the columns of a table.
 * - Removes the least important columns until the minimum widths of the others fit.
 * - Gives the remaining space to columns that are too narrow, the most important first. Columns that are never removed
 *   come last, because their text wraps.
 * - Makes the last column narrower if even the minimum widths don't fit.
 * @returns the width of each column; 0 for a removed column
 */
export function fitWidths(bids: readonly Bid[], columns: number): number[] {
  const kept = new Set(bids.keys());
  for (const i of [...bids.keys()].sort((a, b) => rank(bids[a]!) - rank(bids[b]!))) {
    if (needed(bids, kept) <= columns || rank(bids[i]!) === Number.POSITIVE_INFINITY) break;
    kept.delete(i);
  }
  const widths = bids.map(({ needs }, i) => (kept.has(i) ? needs : 0));
  let left = columns - needed(bids, kept);
  for (const i of [...kept].sort((a, b) => (bids[b]!.keep ?? 0) - (bids[a]!.keep ?? 0))) {
    const more = Math.max(0, Math.min(left, bids[i]!.wants - widths[i]!));
    widths[i]! += more;
    left -= more;
  }
  const last = Math.max(...kept);
  if (left < 0) widths[last] = Math.max(1, widths[last]! + left);
  return widths;
}

function rank({ keep = Number.POSITIVE_INFINITY }: Bid): number {
  return keep;
}

function needed(bids: readonly Bid[], kept: ReadonlySet<number>): number {
  return [...kept].reduce((sum, i) => sum + bids[i]!.needs, 0) + GAP * (kept.size - 1);
}
