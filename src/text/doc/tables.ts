import type { Clock } from '../../time/index.ts';
import type { Screen, ScreenPiece } from '../screen/layout/screen.ts';
import type { TableColumn } from '../screen/layout/table.ts';
import { type Lined, TASK_COLUMNS } from '../screen/layout/task-columns.ts';
import { columnCell } from './cells.ts';
import { COLUMN_KINDS } from './columns.ts';
import type { Cell, Column, Section } from './doc.ts';

/** The width of bars, and the time for dates. */
export interface TableLook {
  screen: Pick<Screen, 'columns'>;
  clock: Clock;
}

/** A section as columns with heads, and rows. A section without rows has none. */
type Table = [columns: TableColumn<never>[], rows: readonly never[]];

type Row = readonly Cell[];

/** Returns a section as a table, for readers who see columns. */
export function tableOf(section: Section, look: TableLook): Table {
  if ('tasks' in section) {
    const others = section.columns.filter((column) => typeof column !== 'string');
    const cells = others.map((column, i) => cellColumn(column, ({ task }: Lined) => task.cells?.[i], look));
    const columns = section.columns.map((column) =>
      typeof column === 'string' ? TASK_COLUMNS[column](look.clock) : cells[others.indexOf(column)],
    );
    return [columns as never, section.tasks.map((task) => ({ task })) as never];
  }
  if ('facts' in section) {
    const columns = FACT.map((column, i) => cellColumn(column, (row: Row) => row[i], look));
    const rows = section.facts.map(([label, value]): Row => [{ is: 'text', text: label, style: 'faint' }, value]);
    const isSaid = ([, value]: Row) => columnCell(value, { clock: look.clock, door: 'cli' }) !== '';
    return [columns as never, rows.filter(isSaid) as never];
  }
  if (!('rows' in section)) return [[], []];
  const columns = section.columns.map((column, i) => cellColumn(column, (row: Row) => row[i], look));
  return [columns as never, section.rows as never];
}

function cellColumn<Of>({ head, kind }: Column, cellOf: (row: Of) => Cell, look: TableLook): TableColumn<Of> {
  const { line: _, ...widths } = COLUMN_KINDS[kind];
  return { head, ...widths, cell: (row) => pieceOf(cellOf(row), look) };
}

const FACT: Column[] = [
  { head: '', kind: 'name' },
  { head: '', kind: 'fact' },
];

/** Maximum indentation in a tree, in levels, so that a name has enough room. */
const DEEPEST = 3;

function pieceOf(cell: Cell, { screen, clock }: TableLook): ScreenPiece | string | undefined {
  if (!cell || typeof cell === 'string') return cell ?? undefined;
  if (cell.is === 'bar') {
    const width = Math.min(40, Math.max(10, Math.floor(screen.columns / 4)));
    const full = Math.round((cell.percent * width) / 100);
    return { text: '█'.repeat(full) + '░'.repeat(width - full), style: 'good' };
  }
  const text = columnCell(cell, { clock, door: 'cli' });
  if (cell.is === 'call') return { text, style: 'good' };
  if (!('style' in cell) && !('depth' in cell)) return text;
  return { text, style: cell.style, lead: '  '.repeat('depth' in cell ? Math.min(cell.depth ?? 0, DEEPEST) : 0) };
}
