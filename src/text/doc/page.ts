import { ownProperty } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';
import { capital } from '../../base/quote.ts';
import { BUTTONS } from '../../domain/calls/buttons.ts';
import type { Call } from '../../domain/calls/call.ts';
import { callsIn, type NamedCall, shortLine } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { threadsOf } from '../../domain/task/threads.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import { harmless, oneLine } from '../safe.ts';
import type { ScreenPiece, Style } from '../screen/layout/screen.ts';
import type { TableColumn } from '../screen/layout/table.ts';
import type { Lined } from '../screen/layout/task-columns.ts';
import { columnCell, lineCell, MOST_IDS } from './cells.ts';
import type { ColumnKind } from './columns.ts';
import type { Cell, FactsOf, OutputDoc, QuotedNote, Section, StepCell, TaskRow, TypedCell } from './doc.ts';
import { emptyOf, rowCount, rowsIn, withoutShown } from './section.ts';
import { tableOf } from './tables.ts';

/** An output for a browser: texts that are formatted already. */
export interface DocPage {
  title?: string | undefined;
  task?: PageTask | undefined;
  sections: readonly PageSection[];
  /** Sentences below the sections. */
  notes: readonly (string | PageStep)[];
}

/** One of `facts`, `table`, `lines`, `notes` and `text` is set, or only `empty`. */
export interface PageSection {
  title?: string | undefined;
  /** Number of rows in all, if there are more. */
  count?: number | undefined;
  empty?: string | undefined;
  facts?: readonly PageFact[];
  table?: PageTable;
  /** Lines as they are. Added and removed ones of a diff begin with `+` or `-`. */
  lines?: readonly string[];
  notes?: readonly PageNote[];
  text?: string;
  /** The call that shows the other rows. */
  more?: { command: string; input: Readonly<Record<string, unknown>> } | undefined;
}

export interface PageTable {
  /** `of`: what the cells are ids of. `kind`: what the column is about. */
  heads: readonly { text: string; right: boolean; of?: 'task' | 'run' | undefined; kind?: ColumnKind | undefined }[];
  rows: readonly PageRow[];
}

export interface PageRow {
  cells: readonly PageCell[];
  /** The task that the row is about. */
  task?: number | undefined;
  /** The id of the record that the row is about. */
  key?: string | undefined;
}

/** A text, and what a browser needs to show it as more than a text. */
export interface PageCell {
  text: string;
  style?: Style | undefined;
  /** The text without a head above it, if it differs. */
  line?: string | undefined;
  isCode?: true;
  /** Whether it is a line for a terminal. */
  isCall?: true;
  /** A state, whose colour a label of the text has. */
  state?: string;
  /** A time in the past, or in the future. The browser keeps its distance up to date. */
  at?: string;
  /** Whether the time is the end of a claim. */
  isEnd?: true;
  /** The task that the text names. */
  task?: PageTask;
  /** The tasks that the text is the numbers of, and how many it leaves out. */
  tasks?: readonly number[];
  left?: number;
  /** The text, if it says a next step. */
  step?: PageStep;
  /** The facts that the text lists. */
  facts?: readonly PageFact[];
}

/** A next step: texts, and the calls that it names. A browser links the form of a call. */
export type PageStep = readonly (string | PageCall)[];

export interface PageCall {
  /** The name of the command's button, with the ids. */
  text: string;
  command: string;
  ids: string;
}

export type PageFact = readonly [label: string, value: PageCell];

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
    notes: (doc.notes ?? []).flatMap((note) => (note ? [typeof note === 'string' ? oneLine(note) : stepOf(note)] : [])),
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

const taskOf = ({ id, description }: Pick<TaskRow, 'id' | 'description'>): PageTask => ({
  id,
  description: oneLine(description),
});

/** Only the step itself is in Backlog's own words, so that others' words are never links. */
function stepOf({ before = '', step, after = '' }: StepCell): PageStep {
  const pieces = callsIn(step).map((piece) => (typeof piece === 'string' ? harmless(piece) : callOfStep(piece)));
  return [harmless(before), ...pieces, harmless(after)].filter((piece) => piece !== '');
}

function callOfStep({ command, ids }: NamedCall): PageCall {
  const button = ownProperty(BUTTONS, command) ?? capital(shortLine(command));
  return { text: [button, ids].filter(Boolean).join(' '), command, ids };
}

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
  if ('facts' in section) return { facts: factsIn(section, clock) };
  return { table: tableIn(section, clock) };
}

function factsIn({ facts }: Pick<FactsOf, 'facts'>, clock: Clock): PageFact[] {
  return facts.flatMap(([label, value]) => {
    const cell = typedCell(columnCell(value, { clock, door: 'cli' }), value, clock);
    return cell.text === '' ? [] : [[oneLine(label), cell] as const];
  });
}

function tableIn(section: Section, clock: Clock): PageTable {
  const [columns, rows] = tableOf(section, { screen: { columns: WIDTH }, clock });
  const table = 'rows' in section ? section : undefined;
  const some = rows.slice(0, MOST_ROWS);
  const cells = columns.map((column, i) => some.map((row, at) => cellOf(column, row, typedIn(section, at, i), clock)));
  const used = cells.flatMap((texts, i) => (texts.some(({ text }) => text !== '') ? [i] : []));
  return {
    heads: used.map((i) => ({
      ...{ text: columns[i]!.head, right: columns[i]!.align === 'right' },
      ...{ of: table?.columns[i]?.of, kind: table?.columns[i]?.kind },
    })),
    rows: some.map((row, at) => ({
      cells: used.map((i) => cells[i]![at]!),
      ...('tasks' in section ? { task: (row as Lined).task.id } : {}),
      ...present({ key: table?.keys?.[at] }),
    })),
  };
}

/** Returns a cell of a table with its type. Of the cells of a task, only the state has one. */
function typedIn(section: Section, row: number, column: number): Cell {
  if ('rows' in section) return section.rows[row]?.[column];
  const isState = 'tasks' in section && section.columns[column] === 'state';
  return isState ? { is: 'state', state: section.tasks[row]!.state } : undefined;
}

function cellOf(column: TableColumn<never>, row: never, cell: Cell, clock: Clock): PageCell {
  const piece: ScreenPiece | string = column.cell(row) ?? '';
  if (typeof piece === 'string') return typedCell(piece, cell, clock);
  const typed = typedCell(piece.text, cell, clock);
  return { ...typed, text: (piece.lead ?? '') + typed.text, ...present({ style: piece.style }) };
}

/** Returns a cell's text in a column, with what its type adds. */
function typedCell(text: string, cell: Cell, clock: Clock): PageCell {
  if (!cell || typeof cell === 'string') return { text: oneLine(text) };
  const line = lineCell(cell, { clock, door: 'cli' });
  const style = 'style' in cell ? cell.style : undefined;
  const other = line === oneLine(text) ? undefined : line;
  return { text: oneLine(text), ...present({ line: other, style }), ...typeOf(cell, clock) };
}

function typeOf(cell: TypedCell, clock: Clock): Partial<PageCell> {
  if (cell.is === 'code') return { isCode: true };
  if (cell.is === 'call') return { isCall: true };
  if (cell.is === 'step') return { step: stepOf(cell) };
  if (cell.is === 'facts') return { facts: factsIn(cell, clock) };
  if (cell.is === 'state') return { state: cell.state };
  if (cell.is === 'task') return { task: taskOf(cell.task) };
  if (cell.is === 'tasks') return { tasks: cell.ids.slice(0, MOST_IDS), left: Math.max(0, cell.ids.length - MOST_IDS) };
  if (cell.is === 'until') return cell.at === undefined ? {} : { at: cell.at, isEnd: true };
  return cell.is === 'when' || cell.is === 'since' || cell.is === 'stamp' ? { at: cell.at } : {};
}

function notesIn(notes: readonly QuotedNote[], { zone }: Clock): PageNote[] {
  return threadsOf(notes).map(({ note: { id, at, by, text }, depth }) => ({
    head: [at && formatFull(fromInstant(at), zone), oneLine(by), id && `[${oneLine(id)}]`].filter(Boolean).join('  '),
    text: harmless(text),
    depth,
  }));
}

const moreOf = ({ command, words, flags }: Call) => ({ command, input: { ...words, ...flags } });
