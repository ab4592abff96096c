import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../../domain/task/task.ts';
import { locationText, type ReadRows, type TaskRow } from '../../../sources/index.ts';
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
 * is derived from the source, so two imports at the same time make the same task. A failure becomes a problem of the
 * row.
 */
export function linkRows(
  { rows, mayMiss }: ReadRows,
  find: (key: string) => Task | undefined,
  uuidOf: (text: string) => string,
): void {
  const uuids = new Map<string, { uuid: string; row: TaskRow }>();
  for (const row of rows) {
    const source = sourceOf(row);
    if (source === undefined || row.known.uuid !== undefined) continue;
    const key = originKey(source);
    const twin = uuids.get(key);
    if (twin)
      row.problems.push({ place: row.place, field: 'id', message: twice(source.id, twin.row), received: source.id });
    // Keeps the source's id if it is a uuid.
    const uuid = find(key)?.uuid ?? (isUuid(source.id) ? source.id : uuidOf(`import ${key}`));
    row.known.uuid = uuid;
    if (!twin) uuids.set(key, { uuid, row });
  }
  // An unknown name could mean a row that can't be read.
  const may = rows.some(isNameless) ? () => true : mayMiss;
  for (const row of rows) {
    const source = sourceOf(row);
    if (source === undefined) continue;
    const uuidFor = (id: string) => {
      const key = originKey({ ...source, id });
      return uuids.get(key)?.uuid ?? find(key)?.uuid;
    };
    linkRow(row, uuidFor, may);
  }
}

/** Returns the origin of a row; undefined if the origin couldn't be read. */
function sourceOf({ known }: TaskRow): TaskOrigin | undefined {
  const source = known.source as TaskOrigin | undefined;
  return typeof source?.id === 'string' ? source : undefined;
}

/** Checks whether a row can't be read and has no name that other rows could use. */
export function isNameless(row: TaskRow): boolean {
  const { uuid, ref, id } = row.known;
  return row.problems.length > 0 && sourceOf(row) === undefined && [uuid, ref, id].every((name) => name === undefined);
}

function twice(id: string, { place }: TaskRow): string {
  return `expected an id that is used once, received ${JSON.stringify(id)}, which is also in ${locationText(place)}`;
}

function linkRow(row: TaskRow, uuidFor: (id: string) => string | undefined, mayMiss: ReadRows['mayMiss']): void {
  const { known, warnings, place } = row;
  const link = (field: string, id: string): string | undefined => {
    const uuid = uuidFor(id);
    if (uuid !== undefined) return uuid;
    if (mayMiss?.(row, id, field)) {
      warnings.push(`${field}: ${id} is neither in this file nor in the queue; it was left out`);
      if (field === 'parent') row.extra = { ...row.extra, parent: id };
    } else {
      const message = `expected a task in this file or in the queue, received ${JSON.stringify(id)}`;
      row.problems.push({ place, field, message, received: id });
    }
    return undefined;
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
