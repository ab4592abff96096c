import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { idInput } from '../../domain/inputs.ts';
import type { Task } from '../../domain/task.ts';
import { nameText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { referrers } from '../../work/task/integrity.ts';
import type { Context } from '../../work/workspace/context.ts';
import { checkPerson } from '../../work/workspace/people.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskPurge = defineCommand({
  name: 'task_purge',
  title: 'Purge a task',
  summary:
    'Removes a deleted task and its documents from the queue for good; its past stays in the history. For people.',
  toolset: 'admin',
  effect: 'destructive',
  positional: ['id'],
  examples: ['task purge 12'],
  input: () => z.strictObject({ id: idInput() }),
  output: () => z.strictObject({ task: outputs.task() }),
  async run(context, { id }) {
    checkPerson(context, { does: 'purging', command: 'task purge', setting: 'purge.agents' });
    const { value } = await context.store.write({ command: 'task_purge', actor: context.caller.actor }, (tx) => {
      const task = findTask(context.queue, id);
      if (task.status !== 'deleted') {
        refuse('conflict', `task ${task.id} is ${task.status}; only deleted tasks can be purged`, {
          hint: `task_delete ${task.id} first.`,
        });
      }
      refuseReferenced(context, task);
      for (const [key, doc] of [...tx.all('doc')]) if (doc.task === task.uuid) tx.remove('doc', key);
      for (const [key, mirror] of [...tx.all('mirror')]) if (mirror.task === task.uuid) tx.remove('mirror', key);
      tx.remove('task', task.uuid);
      return task;
    });
    return { task: value };
  },
  text: ({ task }) => `Purged ${nameText(task)}. Its past stays in the history of the store.`,
});

function refuseReferenced({ queue }: Context, task: Task): void {
  const ids = referrers(task.uuid, queue);
  if (ids.length === 0) return;
  refuse('referenced', `task ${task.id} is referred to by ${ids.join(', ')}`, {
    hint: 'Remove their dependency, parent or link first.',
    data: { referrers: ids },
  });
}
