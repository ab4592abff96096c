import type { Call } from '../../domain/calls/call.ts';
import { fromInstant } from '../../domain/instant.ts';
import { threadsOf } from '../../domain/task/threads.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import { harmless, oneLine } from '../safe.ts';
import type { ScreenPiece, Style } from '../screen/layout/screen.ts';
import type { TableColumn } from '../screen/layout/table.ts';
import type { Lined } from '../screen/layout/task-columns.ts';
import type { OutputDoc, QuotedNote, Section, TaskRow } from './doc.ts';
import { emptyOf, notesOf, rowCount, rowsIn, withoutShown } from './section.ts';
import { tableOf } from './tables.ts';

/** An output for a browser: texts that are formatted already. */
export interface DocPage {
  title?: string | undefined;
  task?: PageTask | undefined;
  sections: readonly PageSection[];
  /** Sentences below the sections. */
  notes: readonly string[];
}

/** One of `facts`, `table`, `lines`, `notes` and `text` is set, or only `empty`. */
export interface PageSection {
  title?: string | undefined;
  /** Number of rows in all, if there are more. */
  count?: number | undefined;
  empty?: string | undefined;
  facts?: readonly (readonly [label: string, value: string])[];
  table?: PageTable;
  /** Lines as they are. Added and removed ones of a diff begin with `+` or `-`. */
  lines?: readonly string[];
  notes?: readonly PageNote[];
  text?: string;
  /** The call that shows the other rows. */
  more?: { command: string; input: Readonly<Record<string, unknown>> } | undefined;
}

export interface PageTable {
  /** `of`: what the cells are ids of. */
  heads: readonly { text: string; right: boolean; of?: 'task' | 'run' | undefined }[];
  rows: readonly PageRow[];
}

export interface PageRow {
  cells: readonly PageCell[];
  /** The task that the row is about. */
  task?: number | undefined;
}

export interface PageCell {
  text: string;
  style?: Style | undefined;
}

export interface PageTask {
  id: number;
  description: string;
}

export interface PageNote {
  /** When and by whom. */
  head: string;
  text: string;
  /** Number of notes that it answers, one below the other. */
  depth: number;
}

/** Width in cells, for which bars are drawn. */
const WIDTH = 80;
/** Maximum number of rows of a section. A browser shows all that a command returns by default. */
const MOST_ROWS = 1_000;
/** Maximum length of a text, in characters. A browser would hang on the whole of a large export. */
const MOST_TEXT = 200_000;

/** Prints a document for a browser. The texts of rows may be by others, and are on one line without escapes. */
export function docPage(doc: OutputDoc, clock: Clock): DocPage {
  const sections = withoutShown(doc.sections, () => MOST_ROWS).map((section) => sectionOf(section, clock));
  return {
    title: doc.title && oneLine(doc.title),
    task: doc.task && taskOf(doc.task),
    sections: sections.filter(({ title, empty, ...rows }) => empty !== undefined || hasRows(rows)),
    notes: notesOf(doc).map((note) => oneLine(note)),
  };
}

/** Prints an output that has a text only. The rest of a long one is left out. */
export function textPage(text: string): DocPage {
  return { sections: [{ text: bounded(text) }], notes: [] };
}

/** Returns the text up to its maximum length, with a line about the rest. It ends between two characters. */
function bounded(text: string): string {
  if (text.length <= MOST_TEXT) return harmless(text);
  const begin = text.slice(0, MOST_TEXT).replace(/[\uD800-\uDBFF]$/, '');
  return `${harmless(begin)}\n… ${text.length - begin.length} more characters are left out. A command line prints all of them.`;
}

const taskOf = ({ id, description }: TaskRow): PageTask => ({ id, description: oneLine(description) });

const hasRows = ({ facts, table, lines, notes, text }: PageSection) =>
  [facts, table?.rows, lines, notes, text].some((rows) => rows !== undefined && rows.length > 0);

function sectionOf(section: Section, clock: Clock): PageSection {
  const head = { title: section.title && oneLine(section.title), more: section.more && moreOf(section.more) };
  if (rowsIn(section).length === 0)
    return { ...head, ...(emptyOf(section) === '' ? {} : { empty: oneLine(emptyOf(section)) }) };
  const all = section.count === false ? 0 : rowCount(section);
  return { ...head, ...(all > rowsIn(section).length ? { count: all } : {}), ...rowsFor(section, clock) };
}

function rowsFor(section: Section, clock: Clock): Partial<PageSection> {
  if ('text' in section) return { text: bounded(section.text) };
  if ('lines' in section) return { lines: section.lines.map((line) => oneLine(line)) };
  if ('diff' in section) return { lines: section.diff.map(harmless) };
  if ('notes' in section) return { notes: notesIn(section.notes, clock) };
  const [columns, rows] = tableOf(section, { screen: { columns: WIDTH }, clock });
  if ('facts' in section)
    return { facts: rows.map((row) => [cellOf(columns[0]!, row).text, cellOf(columns[1]!, row).text] as const) };
  const some = rows.slice(0, MOST_ROWS);
  const cells = columns.map((column) => some.map((row) => cellOf(column, row)));
  const used = cells.flatMap((texts, i) => (texts.some(({ text }) => text !== '') ? [i] : []));
  return {
    table: {
      heads: used.map((i) => ({
        ...{ text: columns[i]!.head, right: columns[i]!.align === 'right' },
        of: 'rows' in section ? section.columns[i]!.of : undefined,
      })),
      rows: some.map((row, at) => ({
        cells: used.map((i) => cells[i]![at]!),
        ...('tasks' in section ? { task: (row as Lined).task.id } : {}),
      })),
    },
  };
}

function cellOf(column: TableColumn<never>, row: never): PageCell {
  const piece: ScreenPiece | string = column.cell(row) ?? '';
  if (typeof piece === 'string') return { text: oneLine(piece) };
  return { text: (piece.lead ?? '') + oneLine(piece.text), ...(piece.style ? { style: piece.style } : {}) };
}

function notesIn(notes: readonly QuotedNote[], { zone }: Clock): PageNote[] {
  return threadsOf(notes).map(({ note: { id, at, by, text }, depth }) => ({
    head: [at && formatFull(fromInstant(at), zone), oneLine(by), id && `[${oneLine(id)}]`].filter(Boolean).join('  '),
    text: harmless(text),
    depth,
  }));
}

const moreOf = ({ command, words, flags }: Call) => ({ command, input: { ...words, ...flags } });
