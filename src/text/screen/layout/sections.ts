import { painter } from './paint.ts';
import type { Screen } from './screen.ts';
import { type TableColumn, tableLines } from './table.ts';
import { wrapped } from './width.ts';

const INDENT = '  ';

/** A table with a title, on a page with several tables. */
interface Section<Row> {
  title: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  /** Total number of rows, which the title shows. */
  count?: number | undefined;
}

/** Draws a blank line, the title with the number of rows, and the indented rows. Empty if there are no rows. */
export function sectionLines<Row>({ title, columns, rows, count }: Section<Row>, screen: Screen): string[] {
  if (rows.length === 0) return [];
  const paint = painter(screen);
  const [, ...lines] = tableLines(columns, rows, { ...screen, columns: screen.columns - INDENT.length });
  const more =
    count !== undefined && count > rows.length
      ? [paint({ text: `… and ${count - rows.length} more`, style: 'faint' })]
      : [];
  return [
    '',
    ...wrapped(count === undefined ? title : `${title} (${count})`, screen.columns, 2).map((text) =>
      paint({ text, style: 'strong' }),
    ),
    ...[...lines, ...more].map((line) => INDENT + line),
  ];
}
