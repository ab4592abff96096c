import { counted } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { formatActor } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { type Awaits, additionOf, isFromOutside, isOpen, type Task } from '../../../domain/task/task.ts';
import { type PutRecord, same, type Tx } from '../../../store/index.ts';
import { openNight } from '../../night/current.ts';
import { mayAct } from '../../people/person-acts.ts';
import type { Caller } from '../../workspace/context.ts';
import { putTask, without } from '../put-task.ts';

/** Returns the mark of a new task: the orchestrator waits for a person, unless the caller is one. @throws BacklogError `conflict` */
export function awaitsPerson(tx: Tx, caller: Caller): { awaits?: Awaits } {
  if (mayAct(caller, 'tasks.accept')) return {};
  const { run } = caller.actor;
  if (run !== undefined) checkRoomInNight(tx, run);
  return { awaits: { why: 'added', at: tx.at, actor: formatActor(caller.actor), ...(run ? { run } : {}) } };
}

/**
 * Marks the task of a run that somebody discarded, or whose merge was reverted. The orchestrator doesn't start it again
 * until a person changes or starts it. Who added the task stays known, because the caps of added tasks count it.
 * @param about with the task's former mark, which an earlier change of the same transaction can have removed
 */
export function keepForPerson(
  tx: Tx,
  task: Task,
  { former, ...about }: Pick<Awaits, 'actor' | 'run'> & { why: RunDecision; former: Awaits | undefined },
): Task {
  return putTask(tx, { ...task, awaits: { at: tx.at, ...about, ...present({ added: additionOf(former) }) } });
}

type RunDecision = 'discarded' | 'reverted';

/**
 * Returns the mark of a part or a copy of a task: text from outside stays that. Otherwise a part of a person's task is a
 * person's, because it adds no work.
 */
export function inheritedAwaits(caller: Caller, { awaits }: Task): Awaits | undefined {
  if (isFromOutside(awaits)) return withoutOffers(awaits);
  return mayAct(caller, 'tasks.accept') ? undefined : awaits;
}

function withoutOffers({ offers: _, ...awaits }: Awaits): Awaits {
  return awaits;
}

/**
 * Wraps a transaction of a caller who may accept tasks: a changed task no longer waits for a person. A mark that the
 * transaction itself sets stays, and so does that of text from outside, which only {@link acceptTask} removes.
 */
export function accepting(tx: Tx): Tx {
  const found = new Map<string, Awaits | undefined>();
  return Object.create(tx, {
    put: {
      value(...[kind, id, record]: PutRecord) {
        if (kind !== 'task') return tx.put(kind, id, record);
        if (!found.has(id)) found.set(id, tx.get('task', id)?.awaits);
        const { awaits } = record;
        return tx.put(
          'task',
          id,
          awaits && !isFromOutside(awaits) && same(awaits, found.get(id)) ? without(record, 'awaits') : record,
        );
      },
    },
  });
}

/**
 * Wraps a transaction of a caller who may not accept tasks: a task that it reopens or makes recurring waits for a person, as
 * a new one does. An undo restores records as they were, without this mark.
 */
export function awaitingAgain(tx: Tx, { actor }: Caller): Tx {
  return Object.create(tx, {
    put: {
      value(...[kind, id, record]: PutRecord) {
        if (kind !== 'task') return tx.put(kind, id, record);
        const before = tx.get('task', id);
        const why = before && whyAgain(before, record);
        return tx.put('task', id, why ? { ...record, awaits: { why, at: tx.at, actor: formatActor(actor) } } : record);
      },
    },
  });
}

function whyAgain(before: Task, after: Task): Awaits['why'] | undefined {
  if (after.awaits || !isOpen(after)) return undefined;
  if (!isOpen(before)) return 'reopened';
  return after.recur !== undefined && after.recur !== before.recur ? 'recurring' : undefined;
}

/**
 * Refuses a new task of a run if the agents of a night have added as many as its terms allow. With the term 0, they may
 * add more, because none of them starts without a person.
 * @throws BacklogError `conflict`
 */
function checkRoomInNight(tx: Tx, run: string): void {
  const night = openNight(tx);
  const most = night?.terms.newTasks ?? 0;
  if (!night || most === 0) return;
  let added = 0;
  for (const [, { awaits, entry }] of tx.all('task'))
    if (additionOf(awaits)?.run !== undefined && entry >= night.at && ++added >= most)
      refuse(
        'conflict',
        `run ${run} can't add a task: agents have added ${counted(most, 'task')} in night ${night.id}`,
        {
          hint: 'inbox_add proposes it to a person, who decides later.',
          data: { most },
        },
      );
}
