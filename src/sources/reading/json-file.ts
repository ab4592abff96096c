import { jsonProblem } from '../../domain/json-text.ts';
import { type Place, refuseFile } from './place.ts';
import { isObject } from './values.ts';

/** One object of a file and where it stands. */
export interface Located {
  place: Place;
  value: Record<string, unknown>;
}

/** A text that is JSON as a whole. @throws BacklogError `invalid` naming file, line and column */
export function readJson(text: string, file: string): unknown {
  if (text.trim() === '') return refuseFile(file, 'the file is empty');
  checkConflict(text, file);
  try {
    return JSON.parse(text);
  } catch {
    const problem = jsonProblem(text) ?? 'it ends too early';
    const line = Number(/at line (\d+)/.exec(problem)?.[1] ?? 1);
    return refuseFile(file, `expected JSON: ${problem}`, line);
  }
}

/** One object per line; empty lines are passed over. @throws BacklogError `invalid` naming file and line */
export function readJsonLines(text: string, file: string): Located[] {
  const rows: Located[] = [];
  checkConflict(text, file);
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseLine(line, file, index + 1);
    rows.push({ place: { file, line: index + 1, row: rows.length + 1 }, value });
  }
  return rows;
}

function parseLine(line: string, file: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line.trim().replace(/,$/, ''));
  } catch {
    const problem = jsonProblem(line) ?? 'it ends too early';
    refuseFile(file, `expected one JSON object per line: ${problem.replace(/line 1, /, '')}`, number);
  }
  if (!isObject(value))
    refuseFile(file, `expected one JSON object per line, received ${JSON.stringify(value).slice(0, 40)}`, number);
  return value;
}

/** The objects of an array that stands in a JSON file. */
export function locateAll(values: readonly unknown[], file: string, from = 0): Located[] {
  return values.map((value, index) => {
    const place = { file, row: from + index + 1 };
    return isObject(value)
      ? { place, value }
      : refuseFile(file, `row ${place.row}: expected an object, received ${JSON.stringify(value).slice(0, 40)}`);
  });
}

const CONFLICT = /^(<{7} |={7}$|>{7} )/m;

/** Refuses what a merge left unsolved, which would otherwise be told as some slip of syntax. */
export function checkConflict(text: string, file: string): void {
  const found = CONFLICT.exec(text);
  if (!found || !/^<{7} /m.test(text)) return;
  const line = text.slice(0, found.index).split('\n').length;
  refuseFile(file, 'expected a file that is merged, received the marks of a merge conflict', line);
}

/** Are these lines of objects, rather than one object or array over several lines? */
export function isLines(text: string): boolean {
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '');
  const [first = '', second] = lines;
  return second === undefined
    ? isWhole(first)
    : second.trimStart().startsWith('{') && first.trimStart().startsWith('{') && first.trim() !== '{';
}

function isWhole(line: string): boolean {
  try {
    const value = JSON.parse(line);
    return isObject(value) && !Array.isArray(value.tasks);
  } catch {
    return false;
  }
}
