import { randomUUID } from 'node:crypto';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isReference } from '../../task/find.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

interface Linking {
  /** Finds the task of an imported row by the row's key. */
  find(key: string): Task | undefined;
  uuidOf(text: string): string;
  /** Gives every row a new uuid, even if its task exists. */
  again: boolean;
}

/**
 * Gives each row that a person wrote a uuid: the uuid of its existing task, or one derived from its key. Resolves
 * references between rows. Omits unknown names in a table of another tool, with a warning.
 */
export function linkByHand(rows: readonly TaskRow[], { find, uuidOf, again }: Linking): void {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for (const row of rows) {
    const source = row.known.source as TaskOrigin | undefined;
    if (row.byHand && source && row.known.uuid === undefined) {
      const key = originKey(source);
      row.known.uuid = again ? randomUUID() : (find(key)?.uuid ?? uuidOf(`import ${key}`));
    }
    const uuid = String(row.known.uuid);
    const called = row.byHand?.foreign ? row.byHand.names : [];
    for (const name of [row.known.ref, ...called].filter((one) => typeof one === 'string')) {
      if (names.has(name)) twice.add(name);
      else names.set(name, uuid);
    }
  }
  for (const row of rows) if (row.byHand) linkRow(row, { names, twice, find });
}

function linkRow(
  row: TaskRow,
  { names, twice, find }: { names: ReadonlyMap<string, string>; twice: ReadonlySet<string>; find: Linking['find'] },
): void {
  const { known, byHand, extra, warnings } = row;
  const source = known.source as TaskOrigin;
  const meant = (name: string) =>
    (twice.has(name) ? undefined : names.get(name)) ??
    (isOwnNumber(name, row) ? undefined : find(originKey({ ...source, id: name }))?.uuid);
  const link = (field: string, name: unknown): string | undefined => {
    const text = String(name);
    const uuid = meant(text);
    if (uuid !== undefined || !byHand?.foreign) return uuid ?? text;
    const all = [...((extra[field] as unknown[] | undefined) ?? []), text];
    extra[field] = all;
    warnings.push(`${field}: ${JSON.stringify(text)} is neither in this file nor in the queue; it stays in extra`);
    return undefined;
  };
  if (Array.isArray(known.depends)) known.depends = known.depends.flatMap((name) => link('depends', name) ?? []);
  if (typeof known.parent === 'string' || typeof known.parent === 'number') {
    const parent = link('parent', known.parent);
    if (parent === undefined) delete known.parent;
    else known.parent = parent;
  }
}

/**
 * Checks whether a name is the number of a row in the file or of a task in the queue. A later step resolves such
 * numbers.
 */
function isOwnNumber(name: string, { byHand }: TaskRow): boolean {
  return !byHand?.foreign && isReference(name);
}

/**
 * Stores the name of the list as the origin of each row. Without a list, uses the file's name, but only for rows whose
 * key could also occur in other files.
 */
export function nameLists(
  rows: readonly TaskRow[],
  list: { said?: string | undefined; file?: string | undefined },
): void {
  for (const { byHand, known } of rows) {
    const source = known.source as TaskOrigin | undefined;
    if (!byHand || !source) continue;
    const isLocal = byHand.words || /^\d+( \(\d+\))?$/.test(source.id);
    const name = list.said ?? (isLocal && source.list === undefined ? list.file : undefined);
    if (name !== undefined) known.source = { ...source, list: name };
  }
}
