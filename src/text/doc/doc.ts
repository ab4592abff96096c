import type { Actor } from '../../domain/actor.ts';
import type { Call } from '../../domain/calls/call.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TimeLeft } from '../../domain/runs/times/time-left.ts';
import type { TaskDate } from '../../domain/task-date.ts';
import type { CalendarMonth } from '../../report/calendar.ts';
import type { TaskLine } from '../../report/task-line.ts';
import type { Style } from '../screen/layout/screen.ts';
import type { ColumnKind } from './columns.ts';

/**
 * An output as plain data: what it shows, in which order. The printers (`lines.ts`, `screen.ts`) decide widths, limits
 * and the form of dates, lengths and counts, each for its readers.
 */
export interface OutputDoc {
  title?: string | undefined;
  /** The task that it is about: its name on a terminal, its usual line for other readers. */
  task?: TaskRow | undefined;
  sections: readonly Section[];
  /** Whether a terminal shows all sections at once, with as many rows of each as it has room for. */
  onePage?: true;
  /**
   * Limits for a model: bytes of JSON in all, characters of a row, and the call that shows what is cut. Titles have no
   * numbers then.
   */
  within?: { bytes: number; chars: number; rest: Call } | undefined;
  /** The period of the sections that have spans. A terminal draws its axis, with a mark for the current time. */
  axis?: { from: string; until: string; now: string; zone: string } | undefined;
  /** Sentences below the sections. */
  notes?: readonly (string | StepCell | undefined | null)[] | undefined;
}

export type Section = Heading & (TableOf | TasksOf | FactsOf | LinesOf | NotesOf | TextOf | MonthsOf | DiffOf);

export interface Heading {
  /** Without a title, the section is a list: a terminal shows the heads of its columns, and their number below. */
  title?: string | undefined;
  /** Singular noun for a row of a list: `claim`. */
  noun?: string | undefined;
  /** Omits title and bullets for all but terminals, because each row says what it is. */
  plain?: true;
  /** Omits the tasks that the reader sees in an earlier section. */
  once?: true;
  /** The next step for the rows. A terminal omits it. */
  hint?: string | undefined;
  /** The number of rows if `rows` has only some of them. With `false`, the title has no number. */
  count?: number | false | undefined;
  /** How many rows of a titled section the readers get, if the printer's limit isn't right for it. With 0, only a terminal shows it. */
  most?: number | undefined;
  /** The text for no rows. A titled section without it is left out. */
  empty?: string | undefined;
  /** The call that shows the other rows. */
  more?: Call | undefined;
  /** The place of a list's rows among all rows, counted from 0, and the cursor of the next page, or the limit that shows more. */
  page?: { from: number; next?: string | undefined; limit?: number | undefined } | undefined;
}

/** Rows of typed cells, one for each column. A row with an empty first cell continues the row before. */
export interface TableOf {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** The id of each row's record, in the same order. A browser has buttons for it. */
  keys?: readonly string[] | undefined;
  /** Makes a terminal draw the rows, which are days or months, as stacked bars: the counts in these columns. */
  bars?: { monthly: boolean; parts: readonly { column: number; style: Style }[] } | undefined;
  /** Makes a terminal draw each row as a line on the document's axis, with these spans. */
  spans?: readonly (readonly Span[])[] | undefined;
}

/** A part of a line on an axis. An instant is a span without a length. */
export interface Span {
  from: string;
  to: string;
  is: 'done' | 'live' | 'waits' | 'next' | 'due' | 'scheduled';
  style?: Style | undefined;
}

/** Months with marked days. Only a terminal draws them: the rows of another section are about the same days. */
export interface MonthsOf {
  months: readonly CalendarMonth[];
  today: string;
  /** The marked days: `2026-07-30`. */
  due: readonly string[];
}

/** Indented lines as they are. A terminal shows added and removed ones, after `+` or `-`, in colours. */
export interface DiffOf {
  diff: readonly string[];
}

/** Rows about tasks. A terminal shows these columns, other readers the usual line of a task and the cells. */
export interface TasksOf {
  columns: readonly (TaskColumn | Column)[];
  tasks: readonly TaskRow[];
}

/** Labels with values, such as the fields of a record. A value that is undefined or empty is left out. */
export interface FactsOf {
  facts: readonly LabelledCell[];
}

/** Without a label, the value is a further one of the fact before. */
export type LabelledCell = readonly [label: string, value: Cell, only?: 'terminal' | undefined];

/** Notes of people and agents, the oldest first. A terminal shows all in full, other readers the last ones. */
export interface NotesOf {
  notes: readonly QuotedNote[];
}

/** A note without an id is the only one of its section. */
export interface QuotedNote {
  id?: string | undefined;
  at: Instant | undefined;
  by: string;
  text: string;
  /** The id of the note that it answers. */
  re?: string | undefined;
}

/** A text by others with its lines. Other readers than terminals get its beginning, and `more` shows the rest. */
export interface TextOf {
  text: string;
}

/** A task, with its place in a tree or in the order of dependencies. */
export interface TaskRow extends TaskLine {
  /** Cells for the columns that are no `TaskColumn`, in their order. */
  cells?: readonly Cell[];
  /** For each level of a tree, whether a sibling follows. */
  follows?: readonly boolean[];
  /** Closed subtasks, of how many. */
  closed?: number;
  of?: number;
  /** The number of the wave that begins with this row. */
  wave?: number | undefined;
  /** Ids of the tasks that block it. */
  after?: readonly number[];
}

/** Lines whose parts the document has bounded. */
interface LinesOf {
  lines: readonly string[];
}

export interface Column {
  head: string;
  /** A key of `COLUMN_KINDS`, which decides widths, and the place in a line. */
  kind: ColumnKind;
  /** What the cells are ids of. A browser links them. */
  of?: 'task' | 'run';
}

export type TaskColumn =
  | ('id' | 'priority' | 'state' | 'due' | 'age' | 'urgency' | 'project' | 'tags' | 'description')
  /** `branch` is the description in a tree. */
  | ('done' | 'branch' | 'wave' | 'after');

/** An empty cell is undefined, or null after a way through JSON. */
export type Cell = string | undefined | null | TypedCell;

export type TypedCell =
  /**
   * `line` is the text in a line, if it differs. `depth` is the level in a tree. `style` is the meaning, which a terminal
   * shows as a colour.
   */
  | { is: 'text'; text: string; line?: string; style?: Style | undefined; depth?: number | undefined }
  /** A path, a branch or a pattern. A browser shows it as code. */
  | { is: 'code'; text: string }
  /** A state. A browser shows it as a label, in the colour of the state. */
  | { is: 'state'; state: string; text?: string | undefined; style?: Style | undefined }
  /** A task. A browser links it. */
  | { is: 'task'; task: Pick<TaskLine, 'id' | 'description'>; text: string }
  /** Numbers of tasks. A browser links them. */
  | { is: 'tasks'; ids: readonly number[] }
  /** The value of the cell before, after an equals sign in a line. */
  | { is: 'value'; text: string; style?: Style | undefined }
  /** Words by others, which a line puts in quotation marks, and what Backlog adds to them. */
  | { is: 'quote'; text: string; rest?: string }
  /** Labels with values below a line. Without a label, the value says what it is. */
  | { is: 'facts'; facts: readonly LabelledCell[] }
  | { is: 'when'; at: string }
  /** A date of a task, both near and exact. */
  | { is: 'date'; at: TaskDate; style?: Style | undefined }
  | { is: 'since'; at: string }
  /** The exact time. Only a line shows it. */
  | { is: 'stamp'; at: Instant }
  | { is: 'actor'; actor: Actor | undefined }
  /** An author in full. Only a line shows the session. */
  | { is: 'origin'; actor: Actor }
  /** Whether and how long a claim holds; of one without an end, `text` says what ends it. */
  | { is: 'until'; at: Instant | undefined; text: string; style?: Style | undefined }
  | { is: 'tokens'; tokens: number }
  | { is: 'cost'; usd: number | undefined }
  /** A length of time. Only a line needs the word, because a column has a head. */
  | { is: 'length'; ms: number; word: string }
  /** The same, exact to the minute. */
  | { is: 'duration'; ms: number; word?: string | undefined }
  | { is: 'left'; left: TimeLeft }
  | { is: 'count'; count: number; word: string }
  | { is: 'call'; call: Call }
  | StepCell
  | { is: 'percent'; percent: number }
  | { is: 'bar'; percent: number };

/** A next step in Backlog's own words, between other words. A browser links the calls that the step names. */
export interface StepCell {
  is: 'step';
  before?: string;
  step: string;
  after?: string;
}
