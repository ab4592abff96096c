import { counted } from '../../base/amounts.ts';
import { SUMMARY_ROWS } from '../../report/session-summary.ts';
import type { Clock } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import { listScreen } from '../screen/layout/list.ts';
import type { Screen } from '../screen/layout/screen.ts';
import { sectionLines } from '../screen/layout/sections.ts';
import { type TableColumn, tableLines } from '../screen/layout/table.ts';
import { TASK_COLUMNS } from '../screen/layout/task-columns.ts';
import { wrapped } from '../screen/layout/width.ts';
import { columnCell } from './cells.ts';
import { type Cell, COLUMN_KINDS, type OutputDoc, type Section } from './doc.ts';
import { countOf, emptyOf, factTexts, mostOf, notesOf, placesOf, rowsIn } from './lines.ts';

/** Who looks at the screen, and the time for dates. */
interface Look {
  screen: Screen;
  clock: Clock;
  /** Maximum number of rows per section. */
  most?: number;
}

/** Prints a document for a terminal: a section as a table with its title, a list as a table with heads. */
export function docScreen(doc: OutputDoc, look: Look): string {
  const { title, sections, onePage } = doc;
  const told = notesOf(doc).flatMap((note) => fitted(note, look));
  const isList = sections.at(-1)?.title === undefined;
  return [
    ...(title === undefined ? [] : fitted(title, look)),
    ...sections.flatMap((section) => sectionPart(section, onePage ? { ...look, most: rowsFor(look.screen) } : look)),
    ...(isList || told.length === 0 ? told : ['', ...told]),
  ].join('\n');
}

/** Wraps a sentence, which may contain text by others. */
function fitted(text: string, { screen }: Look): string[] {
  return wrapped(oneLine(text), screen.columns);
}

function sectionPart(section: Section, look: Look): string[] {
  const { title, noun, empty } = section;
  const [columns, all] = tableOf(section, look);
  const count = countOf(section);
  if (title === undefined) {
    if ('facts' in section) return tableLines(columns, all, look.screen).slice(1);
    if ('lines' in section) return section.lines.flatMap((line) => fitted(line, look));
    if (all.length === 0) return fitted(emptyOf(section), look);
    if (noun === undefined) return tableLines(columns, all, look.screen);
    return [listScreen({ columns, rows: all, noun, total: count, footer: footerOf(section) }, look.screen)];
  }
  if (all.length === 0) return empty === undefined ? [] : ['', `${title}: ${empty}`];
  return sectionLines(
    {
      title: oneLine(title),
      columns,
      rows: all.slice(0, look.most ?? mostOf(section)),
      count: section.count === false ? undefined : count,
    },
    look.screen,
  );
}

/** Returns the number of rows per section with which all sections fit on the screen. */
function rowsFor({ rows = 40 }: Screen): number {
  return Math.max(3, Math.min(SUMMARY_ROWS, Math.floor(rows / 5) - 2));
}

type Row = readonly Cell[];

function tableOf(section: Section, { screen, clock }: Look): [columns: TableColumn<never>[], rows: readonly never[]] {
  if ('tasks' in section) {
    const columns = section.columns.map((name) => TASK_COLUMNS[name](clock));
    return [columns, section.tasks.map((task) => ({ task })) as never];
  }
  if ('facts' in section) return [FACT as never, factTexts(section, { clock, door: 'cli' }, columnCell) as never];
  const [heads, rows] =
    'lines' in section
      ? [[{ head: '', kind: 'description' as const }], section.lines.map((line) => [line])]
      : [section.columns, section.rows];
  const columns = heads.map(({ head, kind }, i): TableColumn<Row> => {
    const { line: _, ...widths } = COLUMN_KINDS[kind];
    return { head, ...widths, cell: (row) => pieceOf(row[i], { screen, clock }) };
  });
  return [columns as never, rows as never];
}

const FACT: TableColumn<readonly string[]>[] = [
  { head: '', cell: ([label]) => ({ text: label!, style: 'faint' }) },
  { head: '', least: 16, lines: 8, cell: ([, value]) => value },
];

/** Says which rows of a list these are: `1-50 of 60 tasks; --cursor 50 shows the next page`. */
function footerOf(section: Section): string | undefined {
  const { page, noun = 'row' } = section;
  if (!page || rowsIn(section).length === countOf(section)) return undefined;
  const part = `${placesOf(section)} of ${counted(countOf(section), noun)}`;
  return page.next === undefined ? part : `${part}; --cursor ${page.next} shows the next page`;
}

/** Maximum indentation in a tree, in levels, so that a name has enough room. */
const DEEPEST = 3;

function pieceOf(cell: Cell, { screen, clock }: Look): ReturnType<TableColumn<Row>['cell']> {
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
