import * as z from 'zod';
import { idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { blobsNamedIn, type Tx } from '../../store/index.ts';
import { nameText } from '../../text/row.ts';
import { recordPurged } from '../../work/recurrence/recurrence.ts';
import { keptOfPurged } from '../../work/services/kept-links.ts';
import { findTask } from '../../work/task/find.ts';
import { belongings, referrers } from '../../work/task/integrity.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskPurge = defineCommand({
  name: 'task_purge',
  title: 'Purge a task',
  summary:
    "Destroy a deleted task and its documents. Undo can't restore them; past changes stay in the history. For people.",
  group: 'admin',
  access: { effect: 'destructive', personAct: 'purge' },
  input: () => z.strictObject({ id: idInput() }),
  output: () => z.strictObject({ task: outputs.task(), records: z.array(z.string()) }),
  async run(context, { id }, write) {
    const past = await pastBodies(context, findTask(context.queue, id));
    return write((tx) => {
      const task = findTask(context.queue, id);
      if (task.status !== 'deleted') {
        refuse('conflict', `task ${task.id} is ${task.status}; only deleted tasks can be purged`, {
          hint: `Delete it first: task_delete ${task.id}`,
        });
      }
      refuseReferenced(context, task);
      const others = purgeRecordsOf(tx, task);
      recordPurged(tx, task);
      tx.purge('task', task.uuid, past);
      return { task, records: others };
    });
  },
  show: {
    text: ({ task, records }) =>
      [
        `Purged ${nameText(task)}${records.length > 0 ? `, with its ${records.join(', ')}` : ''}. Undo can't restore it.`,
        'Its past changes stay in the history, in archive files with other tasks, and in backups. Backlog deletes its documents and attachments one day after they were last written.',
      ].join('\n'),
  },
  cli: { positional: ['id'], selects: { field: 'id', each: true, careful: true }, examples: ['task purge 12'] },
});

/** Returns all bodies that the task's attachments and documents ever had. */
async function pastBodies({ store }: Context, { uuid }: Task): Promise<string[]> {
  const named = new Set<string>();
  for await (const { changes } of store.history({ within: uuid }))
    for (const change of changes.filter(({ id }) => id.startsWith(`${uuid}/`)))
      for (const name of blobsNamedIn(JSON.stringify(change))) named.add(name);
  return [...named];
}

/**
 * Removes all records of the task. The table of record kinds determines which records belong to it.
 * @returns the names of the removed records
 */
function purgeRecordsOf(tx: Tx, { uuid }: Task): string[] {
  // The line of a purged task is still known, but not what it said.
  for (const [id, one] of [...tx.all('synced')])
    if (one.uuid === uuid && Object.keys(one.seen).length > 0) tx.put('synced', id, { ...one, seen: {} });
  const keepItems = keptOfPurged(tx, uuid);
  const records = belongings(tx, (task) => task === uuid).map(({ kind, id, name }) => {
    tx.purge(kind, id);
    return name ?? kind;
  });
  keepItems();
  return records;
}

function refuseReferenced({ queue }: Context, task: Task): void {
  const ids = referrers(task.uuid, queue);
  if (ids.length === 0) return;
  refuse('referenced', `task ${task.id} is referred to by ${ids.join(', ')}`, {
    hint: 'Remove their dependency, parent or link first.',
    data: { referrers: ids },
  });
}
