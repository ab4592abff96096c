import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { type RowLocation, refuseFile } from './row-location.ts';

/** An object of a file with its location. */
export interface Located {
  place: RowLocation;
  value: Record<string, unknown>;
  /** Returns the line of a field. */
  lineOf?(field: string): number | undefined;
  /** The reason why the object can't be read. If set, `raw` has the original and `value` is empty. */
  problem?: string;
  raw?: unknown;
  /** A sentence about the object as a whole, for example that it lacks cells. */
  warning?: string;
}

/** Parses a text that is one JSON value. @throws BacklogError `invalid` with file, line and column */
export function readJson(text: string, file: string): unknown {
  if (text.trim() === '') return refuseFile(file, 'the file is empty');
  checkConflict(text, file);
  const read = readJsonText(text);
  if ('value' in read) return read.value;
  const line = Number(/at line (\d+)/.exec(read.problem)?.[1] ?? 1);
  return refuseFile(file, `expected JSON: ${read.problem}`, line);
}

/** Maximum number of invalid lines of a file whose error is described. Nobody reads more of them. */
const DESCRIBED = 1_000;

/** Parses one JSON object per line and skips empty lines. An invalid line becomes a row with a problem. */
export function readJsonLines(text: string, file: string): Located[] {
  checkConflict(text, file);
  const rows: Located[] = [];
  let bad = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = readLine(line, { file, line: index + 1, row: rows.length + 1 }, bad < DESCRIBED);
    if (row.problem !== undefined) bad++;
    rows.push(row);
  }
  return rows;
}

function readLine(line: string, place: RowLocation, describes: boolean): Located {
  const bad = (what: string) => ({
    place,
    value: {},
    raw: line,
    problem: `expected one JSON object per line${what}`,
  });
  const text = line.trim().replace(/,$/, '');
  if (!describes && !text.startsWith('{')) return bad('');
  const read = readJsonText(text, describes ? undefined : () => '');
  if ('problem' in read) return bad(read.problem === '' ? '' : `: ${read.problem.replace(/line 1, /, '')}`);
  const { value } = read;
  return isObject(value) ? { place, value } : bad(`, received ${JSON.stringify(value).slice(0, 40)}`);
}

/** Returns the objects of an array in a JSON file with their locations. */
export function locateAll(values: readonly unknown[], file: string, from = 0): Located[] {
  return values.map((value, index) => {
    const place = { file, row: from + index + 1 };
    if (isObject(value)) return { place, value };
    return {
      place,
      value: {},
      raw: value,
      problem: `expected an object, received ${JSON.stringify(value).slice(0, 40)}`,
    };
  });
}

/**
 * Matches the marks of a merge conflict at the beginning of a line. `^` isn't used, because it would also match inside
 * of texts.
 */
const CONFLICT = /(?<![^\n])(<{7} |={7}(?=\r?\n|$)|>{7} )/;

/** Throws an error for a file with an unresolved merge conflict. JSON's own error would be harder to understand. */
export function checkConflict(text: string, file: string): void {
  const found = CONFLICT.exec(text);
  if (!found || !/(?<![^\n])<{7} /.test(text)) return;
  const line = text.slice(0, found.index).split('\n').length;
  refuseFile(file, 'expected a file that is merged, received the marks of a merge conflict', line);
}

/** Checks whether each line of a text is one object. Otherwise, one value has several lines. */
export function isLines(text: string): boolean {
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '');
  const [first = '', second] = lines;
  return second === undefined
    ? isWhole(first)
    : second.trimStart().startsWith('{') && first.trimStart().startsWith('{') && first.trim() !== '{';
}

function isWhole(line: string): boolean {
  const read = readJsonText(line);
  return 'value' in read && isObject(read.value) && listIn(read.value) === undefined && !isManifest(read.value);
}

/** Detects a package's description, such as package.json. One task has a number or a status if it has a version. */
export function isManifest(whole: unknown): boolean {
  if (!isObject(whole) || 'id' in whole || 'uuid' in whole || 'status' in whole) return false;
  return typeof whole.name === 'string' && typeof whole.version === 'string';
}

/** Names of the lists in which other tools store their rows. */
const LISTS = ['tasks', 'items', 'issues', 'cards', 'nodes', 'data', 'results', 'value'];

/** Returns the rows in an object. Undefined if the object itself is a row. */
export function listIn(whole: Readonly<Record<string, unknown>>): unknown[] | undefined {
  if ('uuid' in whole) return undefined;
  const { data } = whole;
  return LISTS.map((name) => whole[name]).find(Array.isArray) ?? (isObject(data) ? nodesIn(data) : undefined);
}

/** Maximum depth of the list in an answer of GraphQL: `data.repository.issues.nodes`. */
const DEPTH = 5;

/** Returns the first list of nodes in an object. */
function nodesIn(whole: Readonly<Record<string, unknown>>, depth = DEPTH): unknown[] | undefined {
  const { nodes, edges } = whole;
  if (Array.isArray(nodes)) return nodes;
  if (Array.isArray(edges)) return edges;
  if (depth === 0) return undefined;
  for (const value of Object.values(whole)) {
    const found = isObject(value) ? nodesIn(value, depth - 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
