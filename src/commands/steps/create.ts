import { formatActor } from '../../domain/actor.ts';
import type { Doc } from '../../domain/records.ts';
import type { Status, Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../context.ts';
import { applyFields, type FieldInput } from './fields.ts';

export interface NewTask extends FieldInput {
  description: string;
}

/** Adds a task in the caller's transaction; dates are resolved already. A `recur` makes it a template. */
export function createTask(tx: Tx, context: Pick<Context, 'queue'>, input: NewTask, given: Partial<Task> = {}): Task {
  const { description, ...fields } = input;
  const status: Status = fields.recur ? 'recurring' : 'pending';
  const blank: Task = {
    uuid: tx.uuid(),
    id: tx.nextId('task'),
    description: description.trim(),
    status,
    entry: tx.at,
    modified: tx.at,
    ...given,
  };
  const task = applyFields(blank, fields, context.queue, () => tx.uuid());
  tx.put('task', task.uuid, task);
  return task;
}

export const SPEC = 'spec';
/** Owner of the documents that belong to no task. */
export const WORKSPACE = 'workspace';

export function docId(owner: string, name: string): string {
  return `${owner}/${name}`;
}

/** Adds a version to a document whose body is stored already; `blob` null deletes it softly. */
export function putDocVersion(
  tx: Tx,
  context: Pick<Context, 'caller'>,
  doc: { task: Task | undefined; name: string; blob: string | null; note?: string | undefined },
): Doc {
  const id = docId(doc.task?.uuid ?? WORKSPACE, doc.name);
  const present = tx.get('doc', id) as Doc | undefined;
  const versions = present?.versions ?? [];
  const version = {
    n: (versions.at(-1)?.n ?? 0) + 1,
    blob: doc.blob,
    actor: formatActor(context.caller.actor),
    at: tx.at,
    ...(doc.note ? { note: doc.note } : {}),
  };
  const next: Doc = { ...(doc.task ? { task: doc.task.uuid } : {}), name: doc.name, versions: [...versions, version] };
  tx.put('doc', id, next);
  return next;
}
