import { randomUUID } from 'node:crypto';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { isReference } from '../../task/find.ts';
import { leaveOutReference } from './leave-out.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

interface Linking {
  /** Finds the task of an imported row by the row's key. */
  find(key: string): Task | undefined;
  uuidOf(text: string): string;
  queue: Pick<TaskQueue, 'get'>;
  /** Gives every row a new uuid, even if its task exists. */
  again: boolean;
  /** The number of conversions of each column. */
  mapped: ReadRows['mapped'];
}

/**
 * Gives each row that a person wrote a uuid: the uuid of its existing task, or one derived from its key. Resolves
 * references between rows. Omits unknown names in a table of another tool, with a warning.
 */
export function linkByHand(rows: readonly TaskRow[], { find, uuidOf, queue, again, mapped }: Linking): void {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for (const row of rows) {
    const source = row.known.source as TaskOrigin | undefined;
    if (row.byHand && source && row.known.uuid === undefined) {
      const key = originKey(source);
      row.known.uuid = again ? randomUUID() : (find(key)?.uuid ?? freeUuid(`import ${key}`, { uuidOf, queue }));
    }
    const uuid = String(row.known.uuid);
    const called = row.byHand?.foreign ? row.byHand.names : [];
    for (const name of [row.known.ref, ...called].filter((one) => typeof one === 'string')) {
      if (names.has(name)) twice.add(name);
      else names.set(name, uuid);
    }
  }
  for (const row of rows) if (row.byHand) linkRow(row, { names, twice, find, mapped });
}

/**
 * Derives a uuid from the row's key, so that two imports at the same time make the same task. The task of this uuid can
 * belong to another list since: its file was moved, and another file has its former name.
 */
function freeUuid(text: string, { uuidOf, queue }: Pick<Linking, 'uuidOf' | 'queue'>): string {
  for (let n = 1; ; n++) {
    const uuid = uuidOf(n === 1 ? text : `${text} ${n}`);
    if (!queue.get(uuid)?.source) return uuid;
  }
}

function linkRow(
  row: TaskRow,
  {
    names,
    twice,
    find,
    mapped,
  }: { names: ReadonlyMap<string, string>; twice: ReadonlySet<string> } & Pick<Linking, 'find' | 'mapped'>,
): void {
  const { known, byHand } = row;
  const source = known.source as TaskOrigin;
  const meant = (name: string) =>
    twice.has(name)
      ? undefined
      : (names.get(name) ?? (isOwnNumber(name, row) ? undefined : find(originKey({ ...source, id: name }))?.uuid));
  const link = (field: string, name: unknown): string | undefined => {
    const text = String(name);
    const uuid = meant(text);
    if (uuid !== undefined || !byHand?.foreign) return uuid ?? text;
    leaveOutReference(row, { field, name: text, mapped });
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
