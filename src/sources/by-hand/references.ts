import { isObject } from '../../base/is-object.ts';
import { countField } from '../reading/columns.ts';
import type { Meaning } from '../reading/headings.ts';
import type { Located } from '../reading/json-file.ts';
import { listWords, looseId, looseList } from '../reading/loose-values.ts';
import type { SourceTask, Tally } from '../reading/row.ts';

/** The names of the rows of a table. With addresses, a number beside another address is that of another table. */
export type RowNames = ReadonlySet<string> & { isAddressed?: boolean };

/** Returns the names by which rows of a table can mean each other: their ids, their addresses and their titles. */
export function namesIn(rows: readonly Located[], meant: ReadonlyMap<string, Meaning>): RowNames {
  const columns = [...meant].flatMap(([column, { to }]) => (NAMES.has(to) ? [column] : []));
  const isAddressed = columns.some((column) => meant.get(column)?.to === 'url');
  const names = rows.flatMap(({ value }) => columns.flatMap((column) => looseId(value[column]) ?? []));
  return Object.assign(new Set(names), { isAddressed });
}

const NAMES: ReadonlySet<string> = new Set(['id', 'url', 'description']);

/** Names of another row in an object, such as an issue of GitHub in `blockedBy`, the surest first. */
const IN_OBJECT = ['url', 'key', 'identifier', 'gid', 'number', 'id', 'name', 'title'];

/** Matches a name with the address of its page, or with its file, as Notion writes it. */
const WITH_ADDRESS = /\s*(.+?)\s*\((?:(?:https?|notion):\/\/[^)\s]+|[^()\s]+\.(?:md|html|csv))\)\s*(?:,|$)/gs;

/**
 * Returns the rows that a cell names. A name can contain a comma, so the longest name of a row counts.
 * @param names the names of all rows
 */
export function namedRows(value: unknown, names: RowNames): string[] {
  const list = looseList(value);
  if (list) return list.flatMap((one) => nameIn(one, names) || []);
  const text = nameIn(value, names);
  if (text === undefined) return [];
  if (names.has(text)) return [text];
  const withAddress = [...text.matchAll(WITH_ADDRESS)].map(([, name]) => name!);
  if (withAddress.length > 0) return withAddress;
  return joined(listWords(value, false).map(cleanName), names).map((name) => withoutZero(name, names));
}

/** Returns the name that a value gives a row: a text, or the name in an object that a row of the table has. */
function nameIn(value: unknown, names: RowNames): string | undefined {
  if (!isObject(value)) return looseId(value);
  if (names.isAddressed && typeof value.url === 'string') return value.url;
  const all = IN_OBJECT.flatMap((name) => looseId(value[name]) || []);
  return all.find((name) => names.has(name)) ?? all[0];
}

function cleanName(name: string): string {
  return looseId(name) ?? name;
}

/**
 * Returns a number without the zero that a program wrote for a column with empty cells, or without the kind of dependency:
 * `3.0` and `3FS+2 days` name row 3.
 */
function withoutZero(name: string, names: ReadonlySet<string>): string {
  const whole = /^(\d+)(?:\.0|FS(?: ?[+-].*)?)$/.exec(name)?.[1];
  return whole !== undefined && !names.has(name) && names.has(whole) ? whole : name;
}

/** Joins parts that together are the name of a row. */
function joined(parts: readonly string[], names: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const most = Math.min(parts.length, from + 8);
    const ends = Array.from({ length: most - from }, (_, i) => most - i);
    const end = ends.find((one) => names.has(parts.slice(from, one).join(', '))) ?? from + 1;
    found.push(parts.slice(from, end).join(', '));
    from = end;
  }
  return found;
}

/** A cell with the names of rows that wait for its row. */
export interface Blocking {
  row: SourceTask;
  column: string;
  value: unknown;
  waiting: readonly string[];
}

/**
 * Makes rows depend on the row that blocks them. Returns the cells with a name that isn't in the table, or is there
 * twice.
 */
export function blockOthers(cells: readonly Blocking[], rows: readonly SourceTask[], mapped: Tally): Blocking[] {
  if (cells.length === 0) return [];
  const byName = new Map<string, SourceTask | undefined>();
  for (const row of rows)
    for (const name of new Set([...(row.byHand?.names ?? []), row.known.ref].filter((one) => typeof one === 'string')))
      byName.set(name, byName.has(name) ? undefined : row);
  return cells.filter(({ row, column, waiting }) => {
    const own = row.byHand?.names[0] ?? row.known.ref;
    const found = waiting.map((name) => byName.get(name));
    if (typeof own !== 'string' || byName.get(own) !== row || found.includes(undefined)) return true;
    for (const { known } of found as SourceTask[]) {
      const depends = (known.depends as string[] | undefined) ?? [];
      if (!depends.includes(own)) known.depends = [...depends, own];
    }
    countField(mapped, `${column} -> depends`);
    return false;
  });
}
