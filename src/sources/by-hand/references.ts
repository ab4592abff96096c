import { countField } from '../reading/columns.ts';
import type { Meaning } from '../reading/headings.ts';
import type { Located } from '../reading/json-file.ts';
import { listWords, looseId } from '../reading/loose-values.ts';
import type { SourceTask, Tally } from '../reading/row.ts';

/** Returns the names by which rows of a table can mean each other: their ids and their titles. */
export function namesIn(rows: readonly Located[], meant: ReadonlyMap<string, Meaning>): ReadonlySet<string> {
  const columns = [...meant].flatMap(([column, { to }]) => (to === 'id' || to === 'description' ? [column] : []));
  return new Set(rows.flatMap(({ value }) => columns.flatMap((column) => looseId(value[column]) ?? [])));
}

/** Matches a name with the address of its page, or with its file, as Notion writes it. */
const WITH_ADDRESS = /\s*(.+?)\s*\((?:(?:https?|notion):\/\/[^)\s]+|[^()\s]+\.(?:md|html|csv))\)\s*(?:,|$)/gs;

/**
 * Returns the rows that a cell names. A name can contain a comma, so the longest name of a row counts.
 * @param names the names of all rows
 */
export function namedRows(value: unknown, names: ReadonlySet<string>): string[] {
  const text = Array.isArray(value) ? undefined : looseId(value);
  if (text === undefined || names.has(text))
    return text === undefined ? listWords(value, false).map(cleanName) : [text];
  const withAddress = [...text.matchAll(WITH_ADDRESS)].map(([, name]) => name!);
  if (withAddress.length > 0) return withAddress;
  return joined(listWords(value, false).map(cleanName), names).map((name) => withoutZero(name, names));
}

function cleanName(name: string): string {
  return looseId(name) ?? name;
}

/** Returns a number without the zero that a program wrote for a column with empty cells: `3.0` names row 3. */
function withoutZero(name: string, names: ReadonlySet<string>): string {
  const whole = /^(\d+)\.0$/.exec(name)?.[1];
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
