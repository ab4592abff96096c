import { PROJECT } from '../../domain/fields/words.ts';
import type { Located } from '../reading/json-file.ts';

/** The lines of a task in a plan. Line numbers count from 0. */
export interface TaskLines {
  /** The line with the task's box. */
  head: number;
  /** Whether a person wrote the line, so that marks in its text are fields. */
  byHand: boolean;
  /**
   * The lines of each field, with its first line first. `note` has the indented text of a hand-written task, `words` the
   * lines that continue its own.
   */
  fields: Map<string, number[]>;
  /** The line with the box of the task above, if the task is nested. */
  parent: number | undefined;
  /** The project of the heading or of the task above. */
  inherited: string | undefined;
  /** The only step of the file with this number, which then stands for the uuid. */
  id?: string;
  /** Tags from other marks and lines than the text of the line. */
  tags: string[];
}

/** The plan of a tool that keeps the steps of a specification in a file. The file's folder shows which tool it is. */
export interface SpecPlan {
  title: string;
  /** The project of the steps: the name of the specification. */
  project: string | undefined;
  /** The steps by their numbers, of which the first one counts. */
  steps: Map<string, { located: Located; lines: TaskLines }>;
}

/** A heading, or the start of the text, and the project of the tasks below it. */
export interface PlanSection {
  line: number;
  project: string | undefined;
}

/** The tasks of a plan with their lines. */
export interface MarkdownPlan {
  located: Located[];
  left: string[];
  /** The lines of each located task, in the same order. */
  lines: TaskLines[];
  sections: PlanSection[];
  spec: SpecPlan | undefined;
}

/** The first line of an exported plan. */
export const PLAN_TITLE = '# Plan';

/** The text of a task's line: its number, its words and its uuid. */
export const PLAN_LINE = /^(?:(#\d+) )?(.*?)(?: <!-- ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) -->)?$/s;

/** Matches the mark of a task that a person wrote. It may be anywhere in the line of the task. */
export const HAND_MARK = / ?<!-- task ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) -->/i;

/** Formats the mark of a hand-written task. The reader still finds fields in the line's text. */
export const handMark = (uuid: string): string => `<!-- task ${uuid} -->`;

/** Splits a text into lines, at CRLF only if every line ends with it: a single CR is part of the text. */
export function linesOf(text: string): { lines: string[]; end: string } {
  const isOld = !text.includes('\n') && text.includes('\r');
  const end = isOld ? '\r' : /(?<!\r)\n/.test(text) || !text.includes('\n') ? '\n' : '\r\n';
  return { lines: text.split(end), end };
}

/** Matches headings that name a status instead of a project. */
const COLUMN =
  /^(to-?do|todos|tasks|doing|done|open|closed|backlog|inbox|next|later|now|today|waiting|blocked|review|archive|ideas|notes|erledigt|offen)$/i;

/** Checks whether a heading below the first level names the project of its tasks. */
export function isProjectHeading(name: string): boolean {
  return PROJECT.test(name) && !COLUMN.test(name);
}
