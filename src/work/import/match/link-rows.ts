import { randomUUID } from 'node:crypto';
import { inTurns, type ProgressReport } from '../../../base/progress.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { isReference } from '../../task/find.ts';
import { leaveOutReference } from './leave-out.ts';
import { readOrigin } from './row-origin.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

interface Linking {
  /** Finds the task of an imported row by the row's key. */
  find(key: string): Task | undefined;
  uuidOf(text: string): string;
  queue: Pick<TaskQueue, 'get'>;
  progress?: ProgressReport | undefined;
  /** Gives every row that a person wrote a new uuid, even if its task exists. */
  again: boolean;
}

/** Returns a function that finds an imported task by the key of its origin. */
export function tasksBySource(queue: TaskQueue): (key: string) => Task | undefined {
  let tasks: Map<string, Task> | undefined;
  return (key) => {
    tasks ??= new Map(Array.from(queue.all()).flatMap((task) => (task.source ? [[originKey(task.source), task]] : [])));
    return tasks.get(key);
  };
}

/**
 * Gives each row a uuid: the one of its existing task, or one derived from its key, so that two imports at the same time
 * make the same task. Also resolves references between rows. A table of another tool has ids, and its unknown names are
 * left out with a warning; a person's rows have names and numbers, which a later step resolves or refuses.
 */
export async function linkRows({ rows, mapped, bySource: isTool }: ReadRows, linking: Linking): Promise<void> {
  const bySource = isTool === true;
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for await (const [, row] of inTurns(rows, { progress: linking.progress, what: 'finding tasks' })) {
    const source = readOrigin(row);
    const isNew = source !== undefined && row.known.uuid === undefined && (bySource || row.byHand !== undefined);
    if (isNew) row.known.uuid = uuidFor(source, { ...linking, bySource });
    const called = row.byHand?.foreign ? row.byHand.names : [];
    const own = bySource ? (isNew ? [originKey(source)] : []) : [row.known.ref, ...called];
    for (const name of own.filter((one) => typeof one === 'string')) {
      if (!bySource && names.has(name)) twice.add(name);
      else names.set(name, String(row.known.uuid));
    }
  }
  for (const row of rows) {
    const source = readOrigin(row);
    if (!(bySource ? source : row.byHand)) continue;
    const meant = (name: string) => {
      const key = originKey({ ...source!, id: name });
      if (bySource) return names.get(key) ?? linking.find(key)?.uuid;
      if (twice.has(name)) return undefined;
      return names.get(name) ?? (isOwnNumber(name, row) ? undefined : linking.find(key)?.uuid);
    };
    linkRow(row, (field, name) => {
      const uuid = meant(name);
      if (uuid !== undefined) return uuid;
      if (!bySource && !row.byHand?.foreign) return name;
      leaveOutReference(row, { field, name, mapped });
      return undefined;
    });
  }
}

/**
 * Returns the uuid of a row's task. The task of a derived uuid can belong to another list since: its file was moved, and
 * another file has its former name.
 */
function uuidFor(
  source: TaskOrigin,
  { find, uuidOf, queue, again, bySource }: Linking & { bySource: boolean },
): string {
  const key = originKey(source);
  if (again && !bySource) return randomUUID();
  const found = find(key)?.uuid;
  if (found !== undefined) return found;
  // Keeps the source's id if it is a uuid.
  if (bySource) return isUuid(source.id) ? source.id : uuidOf(`import ${key}`);
  for (let n = 1; ; n++) {
    const uuid = uuidOf(`import ${key}${n === 1 ? '' : ` ${n}`}`);
    if (!queue.get(uuid)?.source) return uuid;
  }
}

function linkRow({ known, byHand }: TaskRow, link: (field: string, name: string) => string | undefined): void {
  if (Array.isArray(known.depends))
    known.depends = [...new Set(known.depends.map(String))].flatMap((name) => link('depends', name) ?? []);
  for (const field of byHand ? ['parent'] : ['parent', 'template']) {
    const name = known[field];
    if (typeof name === 'string' || typeof name === 'number') known[field] = link(field, String(name));
    if (known[field] === undefined) delete known[field];
  }
  if (byHand || !known.links) return;
  known.links = (known.links as { type: string; uuid: string }[]).flatMap(({ type, uuid: id }) => {
    const uuid = link('links', id);
    return uuid === undefined ? [] : [{ type, uuid }];
  });
}

/**
 * Checks whether a name is the number of a row in the file or of a task in the queue. A later step resolves such
 * numbers.
 */
function isOwnNumber(name: string, { byHand }: TaskRow): boolean {
  return !byHand?.foreign && isReference(name);
}
