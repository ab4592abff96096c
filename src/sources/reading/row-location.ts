import { present } from '../../base/present.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';

/** Location of a row in the input; lines and rows count from 1. */
export interface RowLocation {
  /** Relative to what was given; absent for rows that came as arguments. */
  file?: string;
  line?: number;
  row: number;
  /** Which part of the file or row, when there are several: `tag main, subtask 2`. */
  part?: string;
  /** The row is the whole file. */
  whole?: true;
}

/** What is wrong with one row. */
export interface RowProblem {
  place: RowLocation;
  /** As the source names it. */
  field?: string;
  /** `expected a text, received 5` */
  message: string;
  received?: unknown;
}

/** `row 3`, `issues.jsonl, line 12`, `tasks.json, row 3 (tag main, subtask 2)` */
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
    hint: 'Nothing was imported. Mend the row and import again, or leave bad rows out: skip_bad (--skip-bad).',
    data: { ...place, ...present({ field }), received },
  });
}

/** Refuses a file that cannot be split into rows. */
export function refuseFile(file: string, message: string, more?: number | { line?: number; hint: string }): never {
  const { line, hint } = typeof more === 'object' ? more : { line: more, hint: 'Mend the file and import again.' };
  const where = line === undefined ? file : `${file}, line ${line}`;
  return refuse('invalid', `${where}: ${message}`, {
    hint: `Nothing was imported. ${hint}`,
    data: { file, ...present({ line }), problem: message },
  });
}
