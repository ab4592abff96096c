import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { capital } from '../../base/quote.ts';
import { callText } from '../../domain/calls/call.ts';
import { callOf } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { formatFull, formatShort } from '../../time/index.ts';
import { lineText } from '../row.ts';
import { escapedMarkdown, harmless, oneLine, quoted, quotedLines } from '../safe.ts';
import { type CellReader, lineCell } from './cells.ts';
import { COLUMN_KINDS, type KindOfColumn } from './columns.ts';
import type {
  FactsOf,
  Heading,
  NotesOf,
  OutputDoc,
  QuotedNote,
  Section,
  TableOf,
  TaskRow,
  TasksOf,
  TextOf,
} from './doc.ts';
import { emptyOf, MOST_SHOWN, mostOf, notesOf, placesText, rowCount, rowsIn, withoutShown } from './section.ts';

/** Maximum lengths in characters. */
const LIMITS = {
  text: 120,
  after: 160,
  /** Maximum length of a fact and of a text by others. */
  fact: 1_000,
  whole: 4_000,
  note: 500,
  lastNote: 2_000,
  answered: 60,
} as const;

/** Prints a document for a model and for pipes: one line per row, bounded. */
export function docLines(doc: OutputDoc, door: CellReader): string {
  const reader = { ...door, chars: doc.within?.chars };
  const parts = withoutShown(doc.sections, mostOf).flatMap((section) => {
    const rows = rowsOf(section, reader);
    if (section.title === undefined) {
      if (rows.length === 0) return [emptyOf(section)].filter((line) => line !== '');
      return [...rows, ...pageOf(section, reader)];
    }
    if (rows.length === 0) return section.empty === undefined ? [] : [`${section.title}: ${section.empty}`];
    if (section.most === 0) return [];
    if (section.plain) return rows;
    const asides = asidesOf(section, doc);
    const isText = 'text' in section;
    return [
      `${section.title}${asides && ` (${asides})`}:`,
      ...rows.map((row) => (isText || row.startsWith(CONTINUED) ? row : `- ${row}`)),
    ];
  });
  const task = doc.task ? [lineText(doc.task, reader.clock)] : [];
  const lines = [...(doc.title === undefined ? [] : [doc.title]), ...task, ...parts];
  return [...(doc.within ? withinBytes(lines, doc.within, reader) : lines), ...notesOf(doc)].join('\n');
}

/** Formats what stands behind a title: the number of rows, or which notes these are, and the next step. */
function asidesOf(section: Section, { within }: OutputDoc): string {
  const { count, hint } = section;
  const all = rowCount(section);
  if ('notes' in section) return all > MOST_SHOWN.notes ? `last ${MOST_SHOWN.notes} of ${all}` : '';
  const number = count === false || within || 'text' in section ? undefined : all;
  return [number, hint].filter((part) => part !== undefined).join(', ');
}

/** Returns the first lines that fit. Says that others are cut. */
function withinBytes(lines: readonly string[], { bytes, rest }: Within, reader: CellReader): string[] {
  const sizeOf = (some: readonly string[]) => some.reduce((sum, line) => sum + jsonBytes(line), 0);
  if (sizeOf(lines) <= bytes) return [...lines];
  const cut = `(cut; ${callOf(reader, rest.command)} lists all tasks)`;
  const kept = [...lines];
  while (kept.length > 0 && sizeOf(kept) + jsonBytes(cut) > bytes) kept.pop();
  return [...kept, cut];
}

type Within = NonNullable<OutputDoc['within']>;

/** Returns the size of a line in a request: quotes and backslashes have two bytes there, and so has the line's end. */
const jsonBytes = (line: string): number => Buffer.byteLength(JSON.stringify(line));

/** Prints a document as Markdown. Texts have no formatting of their own. */
export function docMarkdown(doc: OutputDoc, reader: CellReader): string {
  const { title, sections } = doc;
  const heading = title === undefined ? '##' : '###';
  const parts = sections.flatMap((section) => {
    const rows = rowsOf(section, reader).map((row) => `- ${escapedMarkdown(row)}`);
    const text = rows.length > 0 ? rows.join('\n') : section.empty && `${capital(section.empty)}.`;
    if (text === undefined) return [];
    return section.title === undefined ? [text] : [`${heading} ${section.title}`, text];
  });
  return [...(title === undefined ? [] : [`## ${escapedMarkdown(title)}`]), ...parts, ...notesOf(doc)].join('\n\n');
}

function rowsOf(section: Section, reader: CellReader): string[] {
  const most = mostOf(section);
  const left = rowCount(section) - Math.min(most, rowsIn(section).length);
  const rows = shownRows(section, most, reader);
  if ('notes' in section || left <= 0 || (section.title === undefined && !section.more)) return rows;
  return [...rows, `… and ${left} more${section.more ? `: ${callText(reader, section.more)}` : ''}`];
}

function shownRows(section: Section, most: number, reader: CellReader): string[] {
  if ('facts' in section) return factLines(section, reader);
  if ('notes' in section) return section.notes.slice(-most).map((note) => noteLine(note, section, reader));
  if ('text' in section) return textLines(section, reader);
  if ('tasks' in section) return section.tasks.slice(0, most).flatMap((task) => taskRows(task, section, reader));
  if ('lines' in section) return section.lines.slice(0, most).map((line) => oneLine(line));
  if ('diff' in section) return section.diff.map((line) => harmless(line));
  if ('months' in section) return [];
  // A list that its command bounds has bounded lines, too.
  const widest = section.most === undefined ? Number.POSITIVE_INFINITY : LIMITS.after;
  return section.rows.slice(0, most).flatMap((row) => tableRow(row, section, reader).map((line) => clip(line, widest)));
}

function taskRows(task: TaskRow, { title, columns }: Heading & TasksOf, reader: CellReader): string[] {
  const { wave, follows = [], closed = 0, of = 0, after = [], cells = [] } = task;
  const others = columns.filter((column) => typeof column !== 'string');
  const within = title === undefined ? undefined : (reader.chars ?? LIMITS.text);
  const line = [
    '  '.repeat(columns.includes('wave') ? 1 : follows.length) +
      oneLine(lineText(task, reader.clock), within) +
      endOf(placed(cells, { title, columns: others }, reader), ' '),
    ...(of > 0 ? [`${closed} of ${of} done`] : []),
    ...(after.length > 0 ? [`blocked by ${after.join(', ')}`] : []),
  ].join('  ');
  return wave === undefined ? [line] : [`wave ${wave}:`, line];
}

/** Returns the facts that have a value, with the values of a label behind each other. */
function factLines({ facts, more }: Heading & FactsOf, reader: CellReader): string[] {
  const lines: string[] = [];
  for (const [label, value, only] of facts) {
    const text = only ? '' : lineCell(value, reader);
    if (text === '') continue;
    const left = text.length - LIMITS.fact;
    const rest = more ? `: ${callText(reader, more)}` : '';
    const shown = left > 0 ? `${clip(text, LIMITS.fact)} (${counted(left, 'more character')}${rest})` : text;
    if (label === '') lines.push(`${lines.pop() ?? ''}; ${shown}`);
    else lines.push(`${label}: ${shown}`);
  }
  return lines;
}

function noteLine(note: QuotedNote, { notes, title = '' }: Heading & NotesOf, { clock }: CellReader): string {
  const { id, at, by, text, re } = note;
  const said = quoted(text, note === notes.at(-1) ? LIMITS.lastNote : LIMITS.note);
  const when = at && fromInstant(at);
  if (id === undefined)
    return `${title.toLowerCase()}: ${said} (${[oneLine(by), when && formatShort(when, clock)].filter(Boolean).join(', ')})`;
  const answered = re === undefined ? undefined : notes.find((one) => one.id === re);
  const named = answered ? quoted(answered.text, LIMITS.answered) : 'a removed note';
  return `[${oneLine(id)}] ${when ? formatFull(when, clock.zone) : ''} ${oneLine(by)}${re === undefined ? '' : ` answers ${named}`}: ${said}`;
}

function textLines({ text, more }: Heading & TextOf, reader: CellReader): string[] {
  if (text === '') return [];
  const left = text.length - LIMITS.whole;
  const lines = quotedLines(text.slice(0, LIMITS.whole));
  const rest = more ? `: ${callText(reader, more)}` : '';
  return left > 0 ? [...lines, `… (${counted(left, 'more character')}${rest})`] : lines;
}

/** Says which rows of a list these are. A command line says it on stderr, so that no program reads it as a row. */
function pageOf(section: Section, { door }: CellReader): string[] {
  if (!section.page || door === 'cli' || rowCount(section) <= rowsIn(section).length) return [];
  return [placesText(section, door)];
}

/** Formats one row as a list without a title does. The row has no dates and no calls. */
export function rowLine(row: TableOf['rows'][number], columns: TableOf['columns'], reader = NOBODY): string {
  return tableRow(row, { columns }, reader).join('\n');
}

const NOBODY: CellReader = { clock: { now: 0, zone: 'UTC' } };

/** Begins the line of a row that continues another one. */
const CONTINUED = '  ';

/** Returns the line of a row: `12 Fix login  web (ada, yesterday): "a note"`, and lines with its details. */
function tableRow(row: Row, { title, columns }: Columns, reader: CellReader): string[] {
  const at = placed(row, { title, columns }, reader);
  const label = at('label').map((text) => `${text}: `);
  const head = [...at('first'), at('text').join('  ')].filter(Boolean).join(' ');
  const gap = title === undefined ? '  ' : ' ';
  const start = row[0] === '' && title !== undefined ? CONTINUED : label.join('');
  const line = `${start}${head}${endOf(at, gap)}`;
  return [line, ...at('below').flatMap((text) => text.split('\n').map((one) => `    ${one}`))];
}

type Row = TableOf['rows'][number];
type Columns = Heading & Pick<TableOf, 'columns'>;
type Placed = (place: KindOfColumn['line']) => string[];

/** Returns a function that returns the texts of a row for a place of the line. */
function placed(row: Row, { title, columns }: Columns, { chars: short, ...reader }: CellReader): Placed {
  const cells = columns.map(({ kind }, i) => {
    const { line, chars }: KindOfColumn = COLUMN_KINDS[kind];
    const most = kind === 'said' || title === undefined ? undefined : line === 'after' ? LIMITS.after : LIMITS.text;
    return { line, text: lineCell(row[i], reader, chars ?? (most && Math.min(most, short ?? most))) };
  });
  return (place) => cells.filter(({ line, text }) => line === place && text !== '').map(({ text }) => text);
}

/** Returns the end of a line: what is in brackets, and what follows a colon. */
function endOf(at: Placed, gap: string): string {
  const [asides, after] = [[...at('by'), ...at('aside')].join(', '), at('after').join(', ')];
  return `${asides && `${gap}(${asides})`}${after && `: ${after}`}`;
}
