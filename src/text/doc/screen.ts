import { counted } from '../../base/amounts.ts';
import { type Call, callText } from '../../domain/calls/call.ts';
import { fromInstant } from '../../domain/instant.ts';
import { type Threaded, threadsOf } from '../../domain/task/threads.ts';
import { SUMMARY_ROWS } from '../../report/session-summary.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import { barLines } from '../screen/bars.ts';
import { fitText } from '../screen/layout/fit-text.ts';
import { painter } from '../screen/layout/paint.ts';
import { paragraphs } from '../screen/layout/paragraphs.ts';
import type { Screen, Style } from '../screen/layout/screen.ts';
import { type TableColumn, tableLines } from '../screen/layout/table.ts';
import { wrapped } from '../screen/layout/width.ts';
import { monthsLines } from '../screen/months.ts';
import { axisLine, SPANS_LEGEND, spansLine } from '../screen/spans.ts';
import { lineCell } from './cells.ts';
import { COLUMN_KINDS } from './columns.ts';
import type { NotesOf, OutputDoc, QuotedNote, Section, TableOf, TextOf } from './doc.ts';
import { emptyOf, mostOf, notesOf, placesText, rowCount, rowsIn, withoutShown } from './section.ts';
import { tableOf } from './tables.ts';

/** Who looks at the screen, and the time for dates. */
interface Look {
  screen: Screen;
  clock: Clock;
  /** Maximum number of rows per section. */
  most?: number | undefined;
  /** Whether the document is about a task. */
  task?: boolean;
}

/** Prints a document for a terminal: a section as a table with its title, a list as a table with heads. */
export function docScreen(doc: OutputDoc, look: Look): string {
  const { title, task, sections, axis, onePage } = doc;
  const strong = (text: string) => painter(look.screen)({ text, style: 'strong' });
  const most = onePage && rowsFor(look.screen);
  const told = notesOf(doc).flatMap((note) => fitted(note, look));
  const isList = sections.at(-1)?.title === undefined;
  return [
    ...(title === undefined ? [] : fitted(title, look)),
    ...(task ? wrapped(`${task.id}  ${oneLine(task.description)}`, look.screen.columns).map(strong) : []),
    ...(axis ? [axisLine(axis, look.screen)] : []),
    ...withoutShown(sections, (section) => most ?? mostOf(section)).flatMap((section) => {
      if (axis && 'spans' in section) return spansPart(section, axis, look);
      return sectionPart(section, { ...look, most, task: task !== undefined });
    }),
    ...(axis ? ['', ...fitted(SPANS_LEGEND, look)] : []),
    ...(isList || told.length === 0 ? told : ['', ...told]),
  ].join('\n');
}

/** Wraps a sentence, which may contain text by others. */
function fitted(text: string, { screen }: Look): string[] {
  return fitText(oneLine(text), screen.columns).split('\n');
}

function sectionPart(section: Section, look: Look): string[] {
  const { screen } = look;
  const count = rowCount(section);
  if (section.title === undefined) return listPart(section, look);
  if ('notes' in section || 'text' in section) return textPart(section, look);
  if (rowsIn(section).length === 0)
    return section.empty === undefined ? [] : ['', `${section.title}: ${section.empty}`];
  const most = look.most ?? mostOf(section);
  const inner = { ...screen, columns: screen.columns - INDENT.length };
  const [columns, rows] = tableOf(section, look);
  const lines =
    'lines' in section
      ? section.lines.slice(0, most).flatMap((line) => fitted(line, { ...look, screen: inner }))
      : tableLines(columns, rows.slice(0, most), inner).slice(1);
  const isCounted = section.count !== false && !section.plain && !('facts' in section);
  const left = 'facts' in section ? 0 : count - Math.min(most, rowsIn(section).length);
  return titled({ ...section, count: isCounted && count }, lines, left, screen);
}

/** Draws a section without a title: a table with heads, and the number of its rows if they have a name. */
function listPart(section: Section, look: Look): string[] {
  const { screen } = look;
  const [columns, rows] = tableOf(section, look);
  if ('facts' in section) return factsPart(columns, rows, look);
  if ('lines' in section) return section.lines.flatMap((line) => fitted(line, look));
  if ('diff' in section) return section.diff.flatMap((line) => diffLines(line, look));
  if ('months' in section) return monthsLines(section, screen);
  if (rows.length === 0) return fitted(emptyOf(section), look);
  if ('bars' in section && section.bars) return barLines(section, section.bars, screen);
  if (section.noun === undefined) return tableLines(columns, rows, screen);
  return [...tableLines(columns, rows, screen), '', painter(screen)({ text: footerOf(section), style: 'faint' })];
}

/** Draws facts without a title. Below the name of a task, they are indented. */
function factsPart(columns: TableColumn<never>[], rows: readonly never[], { screen, task }: Look): string[] {
  const margin = task ? INDENT : '';
  const lines = tableLines(columns, rows, { ...screen, columns: screen.columns - margin.length }).slice(1);
  return lines.map((line) => margin + line);
}

/** Draws notes or a text in full, with their lines. */
function textPart(section: Section & (NotesOf | TextOf), look: Look): string[] {
  const width = look.screen.columns - INDENT.length;
  const lines =
    'text' in section
      ? paragraphs(section.text, width)
      : threadsOf(section.notes).flatMap((one) => noteLines(one, width, look));
  return titled({ ...section, count: false }, lines, 0, look.screen);
}

/** Maximum indentation of answers below notes, in levels. */
const DEEPEST_NOTE = 4;

function noteLines(
  { note: { id, at, by, text }, depth }: Threaded<QuotedNote>,
  width: number,
  { clock }: Look,
): string[] {
  const margin = INDENT.repeat(Math.min(depth, DEEPEST_NOTE));
  const left = width - margin.length;
  const head = [at && formatFull(fromInstant(at), clock.zone), oneLine(by), id && `[${oneLine(id)}]`];
  return [
    ...wrapped(head.filter(Boolean).join('  '), left),
    ...paragraphs(text, left - INDENT.length).map((line) => INDENT + line),
  ].map((line) => margin + line);
}

/** Draws the rows of a section on the axis. A row's name is what a line shows before the brackets. */
function spansPart(section: Section & TableOf, axis: NonNullable<OutputDoc['axis']>, { screen, clock }: Look) {
  const names = section.columns.map(({ kind }) => ['first', 'text'].includes(COLUMN_KINDS[kind].line));
  const left = rowCount(section) - section.rows.length;
  return [
    painter(screen)({ text: oneLine(section.title ?? ''), style: 'strong' }),
    ...section.rows.map((row, i) => {
      const name = row.filter((_, at) => names[at]).map((cell) => lineCell(cell, { clock, door: 'cli' }));
      return spansLine(name.filter(Boolean).join(' '), section.spans![i]!, axis, screen);
    }),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}

const DIFF: Readonly<Record<string, Style>> = { '+': 'good', '-': 'alarm' };

/** Wraps a line and keeps its indentation. Added and removed lines are coloured. */
function diffLines(line: string, { screen }: Look): string[] {
  const style = DIFF[/^ +([+-])/.exec(line)?.[1] ?? ''];
  return paragraphs(line, screen.columns).map((text) => painter(screen)({ text, style }));
}

/** Returns the number of rows per section with which all sections fit on the screen. */
function rowsFor({ rows = 40 }: Screen): number {
  return Math.max(3, Math.min(SUMMARY_ROWS, Math.floor(rows / 5) - 2));
}

/** Says how many rows a list has, or which of them these are. */
function footerOf(section: Section): string {
  const { noun = 'row', page } = section;
  const [rows, all] = [rowsIn(section).length, counted(rowCount(section), noun)];
  if (rows === rowCount(section)) return all;
  return page ? placesText(section, 'cli') : `${rows} of ${all}`;
}

/** Two cells before the rows of a section. */
const INDENT = '  ';

interface Titled {
  title?: string | undefined;
  /** Total number of rows, which the title shows. */
  count?: number | false | undefined;
  /** The call that shows the other rows. */
  more?: Call | undefined;
}

/** Draws a blank line, the title and the indented lines of a section. `left` is the number of rows that the lines omit. */
function titled({ title = '', count, more }: Titled, lines: readonly string[], left: number, screen: Screen) {
  if (lines.length === 0) return [];
  const paint = painter(screen);
  const rest = left > 0 ? [`… and ${left} more${more ? `: ${callText('cli', more)}` : ''}`] : [];
  return [
    '',
    ...wrapped(count ? `${oneLine(title)} (${count})` : oneLine(title), screen.columns, 2).map((text) =>
      paint({ text, style: 'strong' }),
    ),
    ...lines.map((line) => INDENT + line),
    ...rest
      .flatMap((text) => wrapped(text, screen.columns - INDENT.length))
      .map((text) => INDENT + paint({ text, style: 'faint' })),
  ];
}
