import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { leaveOutReference } from './leave-out.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

/** Returns a function that finds an imported task by the key of its origin. */
export function tasksBySource(queue: TaskQueue): (key: string) => Task | undefined {
  let tasks: Map<string, Task> | undefined;
  return (key) => {
    tasks ??= new Map(Array.from(queue.all()).flatMap((task) => (task.source ? [[originKey(task.source), task]] : [])));
    return tasks.get(key);
  };
}

/**
 * Gives every row a uuid: the uuid of its existing task, or a new one. Also resolves the row's references. A new uuid
 * is derived from the source, so two imports at the same time make the same task. A
 * reference to an unknown task is left out with a warning, and stays in `extra`.
 */
export function linkRows(
  { rows, mapped }: ReadRows,
  find: (key: string) => Task | undefined,
  uuidOf: (text: string) => string,
): void {
  const uuids = new Map<string, string>();
  for (const row of rows) {
    const source = sourceOf(row);
    if (source === undefined || row.known.uuid !== undefined) continue;
    const key = originKey(source);
    // Keeps the source's id if it is a uuid.
    const uuid = find(key)?.uuid ?? (isUuid(source.id) ? source.id : uuidOf(`import ${key}`));
    row.known.uuid = uuid;
    uuids.set(key, uuid);
  }
  for (const row of rows) {
    const source = sourceOf(row);
    if (source === undefined) continue;
    const uuidFor = (id: string) => {
      const key = originKey({ ...source, id });
      return uuids.get(key) ?? find(key)?.uuid;
    };
    linkRow(row, uuidFor, mapped);
  }
}

/** Returns the origin of a row; undefined if the origin couldn't be read. */
function sourceOf({ known }: TaskRow): TaskOrigin | undefined {
  const source = known.source as TaskOrigin | undefined;
  return typeof source?.id === 'string' ? source : undefined;
}

function linkRow(row: TaskRow, uuidFor: (id: string) => string | undefined, mapped: ReadRows['mapped']): void {
  const { known } = row;
  const link = (field: string, id: string): string | undefined => {
    const uuid = uuidFor(id);
    if (uuid === undefined) {
      leaveOutReference(row, { field, name: id, mapped });
    }
    return uuid;
  };
  const ids = known.depends as string[] | undefined;
  if (ids) known.depends = [...new Set(ids)].flatMap((id) => link('depends', id) ?? []);
  for (const field of ['parent', 'template']) {
    if (typeof known[field] === 'string') known[field] = link(field, known[field]);
    if (known[field] === undefined) delete known[field];
  }
  const links = known.links as { type: string; uuid: string }[] | undefined;
  if (links)
    known.links = links.flatMap(({ type, uuid: id }) => {
      const uuid = link('links', id);
      return uuid === undefined ? [] : [{ type, uuid }];
    });
}
