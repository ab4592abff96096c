import { formatActor } from '../../domain/actor.ts';
import type { Awaits, Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { checkRoomInNight } from '../night/new-tasks.ts';
import { mayAct } from '../people/person-acts.ts';
import type { Caller } from '../workspace/context.ts';
import { putTask, without } from './put-task.ts';

/** Returns the mark of a new task: the orchestrator waits for a person, unless the caller is one. @throws BacklogError `conflict` */
export function awaitsPerson(tx: Tx, caller: Caller): { awaits?: Awaits } {
  if (mayAct(caller, 'tasks.accept')) return {};
  const { run } = caller.actor;
  if (run !== undefined) checkRoomInNight(tx, run);
  return { awaits: { why: 'added', at: tx.at, actor: formatActor(caller.actor), ...(run ? { run } : {}) } };
}

/** Marks the task of a discarded run. The orchestrator doesn't start it again until a person changes or starts it. */
export function keepDiscarded(tx: Tx, { actor }: Caller, task: Task, run: string): Task {
  return putTask(tx, { ...task, awaits: { why: 'discarded', at: tx.at, actor: formatActor(actor), run } });
}

/** Returns the mark of a part of a task. A part of a person's task is a person's, because it adds no work. */
export function inheritedAwaits(caller: Caller, { awaits }: Task): Awaits | undefined {
  return mayAct(caller, 'tasks.accept') ? undefined : awaits;
}

/**
 * Wraps a transaction of a caller who may accept tasks: a changed task no longer waits for a person. A mark that the
 * transaction itself sets stays.
 */
export function accepting(tx: Tx): Tx {
  const found = new Map<string, Awaits | undefined>();
  return Object.create(tx, {
    put: {
      value(...[kind, id, record]: Parameters<Tx['put']>) {
        if (kind !== 'task') return tx.put(kind, id, record);
        if (!found.has(id)) found.set(id, tx.get('task', id)?.awaits);
        const { awaits } = record as Task;
        return tx.put(
          'task',
          id,
          awaits && same(awaits, found.get(id)) ? without(record as Task, 'awaits') : (record as Task),
        );
      },
    },
  });
}

/** Removes the mark of a task: the orchestrator may start it. */
export function acceptTask(tx: Tx, task: Task): Task {
  return putTask(tx, without(task, 'awaits'));
}
