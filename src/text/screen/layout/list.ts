import { counted, nounFor } from '../../../base/amounts.ts';
import { painter } from './paint.ts';
import type { Screen } from './screen.ts';
import { type TableColumn, tableLines } from './table.ts';
import { wrapped } from './width.ts';

interface List<Row> {
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  /** Singular noun for a row: `claim`. */
  noun: string;
  /** Total number of rows if `rows` has only some of them. */
  total?: number | undefined;
  /** Lines below the table. */
  notes?: readonly string[] | undefined;
}

/** Draws a table with a header and the number of rows below it. */
export function listScreen<Row>(
  { columns, rows, noun, total = rows.length, notes = [] }: List<Row>,
  screen: Screen,
): string {
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  if (rows.length === 0) return [`No ${nounFor(total, noun)}.`, ...told].join('\n');
  const many = counted(total, noun);
  const count = total > rows.length ? `${rows.length} of ${many}` : many;
  return [...tableLines(columns, rows, screen), '', painter(screen)({ text: count, style: 'faint' }), ...told].join(
    '\n',
  );
}
