import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { applyFields } from '../task/fields.ts';
import { findTask } from '../task/find.ts';
import type { Context } from '../workspace/context.ts';
import type { ImportRow } from './import-rows.ts';

/** Puts a row's task without its links to other tasks, which may come later in the import. */
export function putRow(
  tx: Tx,
  context: Pick<Context, 'queue' | 'repositories'>,
  row: ImportRow,
  uuids: Map<string, string>,
): Task {
  const present = row.uuid === undefined ? undefined : tx.get('task', row.uuid);
  const uuid = row.uuid ?? tx.uuid();
  const blank = present ?? {
    uuid,
    id: tx.nextId('task'),
    status: row.fields.recur ? ('recurring' as const) : ('pending' as const),
    entry: tx.at,
  };
  const task = applyFields({ ...blank, modified: tx.at, ...row.given }, row.fields, context, () => tx.uuid());
  tx.put('task', uuid, task);
  uuids.set(uuid, uuid);
  if (row.ref !== undefined) uuids.set(row.ref, uuid);
  return task;
}

/** Adds the row's dependencies and parent, which name rows of the import first and tasks of the queue second. */
export function linkRow(
  tx: Tx,
  context: Pick<Context, 'queue' | 'repositories'>,
  row: ImportRow,
  task: Task,
  uuids: ReadonlyMap<string, string>,
): Task {
  if (row.depends.length === 0 && row.parent === undefined) return task;
  const find = (name: string) => uuids.get(name) ?? findTask(context.queue, name).uuid;
  const fields = {
    ...(row.depends.length > 0 ? { depends: row.depends.map(find) } : {}),
    ...(row.parent === undefined ? {} : { parent: find(row.parent) }),
  };
  const linked = applyFields(task, fields, context, () => tx.uuid());
  tx.put('task', task.uuid, linked);
  return linked;
}
