import { present } from '../../base/present.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { FormatName } from '../../domain/task-formats.ts';

/** Location of a row in the input; lines and rows count from 1. */
export interface RowLocation {
  /** The file, relative to the given path. Absent for rows in the arguments of a call. */
  file?: string;
  line?: number;
  row: number;
  /** A part of the file or of the row, such as `tag main, subtask 2`. */
  part?: string;
  /** Set if the row is the whole file. */
  whole?: true;
}

export interface RowProblem {
  place: RowLocation;
  /** The source's name for the field. */
  field?: string;
  /** The message, such as `expected a text, received 5`. */
  message: string;
  received?: unknown;
}

/** Formats a location: `row 3`, `issues.jsonl, line 12`, `tasks.json, row 3 (tag main, subtask 2)`. */
export function locationText({ file, line, row, part, whole }: RowLocation): string {
  if (whole && file !== undefined && line === undefined) return file;
  const where = (line === undefined ? `row ${row}` : `line ${line}`) + (part === undefined ? '' : ` (${part})`);
  return file === undefined ? where : `${file}, ${where}`;
}

export function problemText({ place, field, message }: RowProblem): string {
  return `${locationText(place)}${field === undefined ? '' : `, field ${field}`}: ${message}`;
}

export function problemError(problem: RowProblem): BacklogError {
  const { place, field, received } = problem;
  return new BacklogError('invalid', problemText(problem), {
    data: { ...place, ...present({ field }), received },
  });
}

/** Throws the error about a file that can't be split into rows. With the format that reads it (`readAs`), an import names the line. */
export function refuseFile(
  file: string,
  message: string,
  more?: number | { line?: number; hint: string; readAs?: FormatName },
): never {
  const { line, hint, readAs = undefined } = typeof more === 'object' ? more : { line: more, hint: 'Fix the file.' };
  const where = line === undefined ? file : `${file}, line ${line}`;
  return refuse('invalid', `${where}: ${message}`, {
    hint,
    data: { file, ...present({ line, readAs }), problem: message },
  });
}
