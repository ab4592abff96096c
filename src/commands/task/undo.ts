import * as z from 'zod';
import { callOf } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { countInput } from '../../domain/inputs.ts';
import { openInstances } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import type { Commit, Tx } from '../../store/index.ts';
import { commitText } from '../../text/history.ts';
import { checkGraphs, referrers } from '../../work/task/integrity.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskUndo = defineCommand({
  name: 'task_undo',
  title: 'Undo',
  summary:
    'Takes back your own last change, or the commit named by its number (task_history shows them), unless something changed since.',
  toolset: 'queue',
  effect: 'write',
  positional: ['commit'],
  examples: ['task undo', 'task undo 41'],
  input: () => z.strictObject({ commit: countInput().describe('Its number; default: your last change').optional() }),
  output: () => z.strictObject({ undone: outputs.commit(), seq: z.int().nullable() }),
  async run(context, { commit }) {
    const { actor } = context.caller;
    const named = commit === undefined ? {} : { seq: commit, anyone: actor.kind === 'human' };
    return context.store.undo({
      actor,
      ...named,
      check: (tx, undone) => checkUndone(tx, undone, context),
      nameOf: nameIn(context),
    });
  },
  text: ({ undone }, { queue, clock }) => `Undone: ${commitText(undone, { queue, zone: clock.zone })}`,
});

/** A refusal names tasks as readers know them. */
function nameIn({ queue }: Context) {
  return (kind: string, id: string) => {
    const task = kind === 'task' ? queue.get(id) : undefined;
    return task ? `${task.id} ${task.description}` : `${kind} ${id}`;
  };
}

/** What a commit did may hold up what came later: a task that others now wait for cannot be undone away. */
function checkUndone(tx: Tx, undone: Commit, context: Context): void {
  const changes = undone.changes.filter(({ kind }) => kind === 'task');
  for (const { id, after } of changes)
    if (!tx.get('task', id) && referrers(id, context.queue).length > 0)
      refuseToRemove({ uuid: id, id: Number(after?.id) }, context);
  const restored = changes.map(({ id }) => tx.get('task', id)).filter((task) => task !== undefined);
  checkGraphs(restored, context.queue);
}

/** Nobody can undo the instances of a series: time made them. */
function refuseToRemove(task: Pick<Task, 'uuid' | 'id'>, { queue, caller }: Context): never {
  const others = referrers(task.uuid, queue);
  const series = [task, ...openInstances(queue, task)].map(({ id }) => id);
  refuse('referenced', `that would remove a task that ${others.join(', ')} refer(s) to`, {
    hint:
      queue.instances(task.uuid).size > 0
        ? `It is a series of which there are instances: \`${callOf(caller.door, 'task_delete', series.join(','))}\` ends it and deletes those that are open.`
        : 'Undo those first, or delete the task.',
    data: { referrers: others },
  });
}
