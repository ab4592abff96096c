import { sameActor } from '../../../domain/actor.ts';
import { callOf, quotedCall } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { kindOfId } from '../../../domain/goals/words.ts';
import type { KindRow } from '../../../domain/kinds/row.ts';
import { isRecordOf } from '../../../domain/kinds/schemas.ts';
import { KINDS } from '../../../domain/kinds/table.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { openInstances } from '../../../domain/task/readiness.ts';
import type { Task } from '../../../domain/task/task.ts';
import { viewsIn } from '../../../filter/index.ts';
import { checkPlan } from '../../../goals/check.ts';
import { linkersTo } from '../../../goals/links.ts';
import { planOf } from '../../../goals/plan.ts';
import type { Change, Commit, Tx } from '../../../store/index.ts';
import { releaseClaims } from '../../../work/claim/claims.ts';
import { changeHeld } from '../../../work/claim/held.ts';
import { checkChanges } from '../../../work/people/person-acts.ts';
import { checkTerminal, isForTerminal } from '../../../work/people/terminal.ts';
import { isAsMade } from '../../../work/recurrence/recurrence.ts';
import { checkUndoneSources } from '../../../work/services/only-source.ts';
import { belongings, checkGraphs, referrers } from '../../../work/task/integrity.ts';
import { startAgain } from '../../../work/task/life.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { checkGuiding, OTHER_FILTER_HINT, usersOfView } from '../../filter/view-users.ts';

/** Refuses an undo if later changes depend on the undone one: it can't remove a task that blocks others. */
export function checkUndone(tx: Tx, undone: Commit, context: Context): void {
  checkChanges(context, undone.changes, `undo ${undone.seq}`);
  if (undone.changes.some(isForTerminal)) checkTerminal(context.caller, 'undoing that', `undo ${undone.seq}`);
  const changes = undone.changes.filter(({ kind }) => kind === 'task');
  // An undo can move a task back to the archive although tasks in the queue refer to it.
  const archives = undone.changes.some(({ kind }) => kind === 'archive');
  if (!archives) removeInstances(tx, changes, context);
  for (const { id, after } of archives ? [] : changes)
    if (!tx.get('task', id) && referrers(id, context.queue).length > 0)
      refuseToRemove({ uuid: id, id: Number(after?.id) }, context);
  refuseToOrphan(tx, changes, archives);
  refuseWithoutTask(tx, undone, context);
  checkViews(tx, undone, context);
  checkUndoneGoals(tx, undone.changes, context.queue);
  checkUndoneSources(tx, undone.changes);
  const restored = changes.map(({ id }) => tx.get('task', id)).filter((task) => task !== undefined);
  checkGraphs(restored, context.queue);
}

/** Removes the instances of a series that the undo removes, if nobody has changed them or added anything to them. */
function removeInstances(tx: Tx, changes: readonly Change[], { queue }: Context): void {
  for (const { id, after } of changes) {
    if (after?.status !== 'recurring' || tx.get('task', id) || !isRecordOf('task', after)) continue;
    const instances = openInstances(queue, { uuid: id });
    const own = new Set(instances.map(({ uuid }) => uuid));
    const isUntouched = (one: Task) => isAsMade(one, after) && referrers(one.uuid, queue).length === 0;
    const isWhole = instances.length === queue.instances(id).size && instances.every(isUntouched);
    if (isWhole && belongings(tx, (task) => own.has(task)).length === 0)
      for (const uuid of own) tx.remove('task', uuid);
  }
}

/** Updates the claims of changed tasks to their scopes, as a change of these tasks does. */
export function changeTasks(tx: Tx, { changes }: Commit, before: Tx['get'], context: Context): void {
  for (const { kind, id } of changes) {
    if (kind !== 'task') continue;
    const [was, task] = [before('task', id), tx.get('task', id)];
    if (was && task) changeHeld(tx, context, was, task);
  }
}

/** Starts the tasks that were active before the undone change. @returns a note for each of them */
export function startedAgain(tx: Tx, undone: Commit, context: Context): string[] {
  const isOwn = sameActor(undone.actor, context.caller.actor);
  const changed = undone.changes.filter(({ kind, before }) => kind === 'task' && before !== null && 'start' in before);
  return changed.flatMap(({ id }) => {
    const task = tx.get('task', id);
    const why = task && startAgain(tx, context, task, isOwn);
    if (why === undefined) return [];
    return why === null
      ? `Task ${task!.id} is active, and you have claimed it.`
      : `Task ${task!.id} is pending: ${why}`;
  });
}

/** Releases the caller's claims of tasks that the undone change started, and that aren't active now. */
export function endsClaims(tx: Tx, undone: Commit, { caller }: Context): void {
  const started = undone.changes.filter(({ kind, after }) => kind === 'task' && after !== null && 'start' in after);
  const stopped = new Set(started.map(({ id }) => id).filter((id) => tx.get('task', id)?.start === undefined));
  releaseClaims(tx, ({ task, holder }) => task !== undefined && stopped.has(task) && holder === caller.holder);
}

/** Refuses an undo that would remove a task to which others have added records since. */
function refuseToOrphan(tx: Tx, changes: readonly Change[], archives: boolean): void {
  const gone = new Map(
    changes.filter(({ id }) => !tx.get('task', id)).map(({ id, before, after }) => [id, before ?? after]),
  );
  const left = gone.size === 0 ? [] : belongings(tx, (task) => gone.has(task)).filter(({ name }) => name !== undefined);
  if (left.length === 0) return;
  const names = [...new Set(left.map(({ name }) => name))].join(', ');
  const ids = [...new Set(left.map(({ task }) => gone.get(task)?.id))].join(',');
  refuse('referenced', `undoing this would leave ${names} without task ${ids}`, {
    hint: archives
      ? `Archive them together: task_archive ${ids}`
      : `Undo those first. Or delete the task instead: task_delete ${ids}`,
    data: { left: left.map(({ kind, id }) => ({ kind, id })) },
  });
}

/** Refuses an undo that would restore records of a task that left the queue by an undo, archiving or purging. */
function refuseWithoutTask(tx: Tx, { changes }: Commit, { caller }: Context): void {
  const rows: Readonly<Record<string, KindRow>> = KINDS;
  const back = changes.flatMap(({ kind, id }) => {
    const [row, record] = [rows[kind], tx.get<string>(kind, id)];
    const task = record && row?.task?.(record);
    return row?.historyText && task !== undefined && !tx.get('task', task)
      ? { name: row.historyText.name(id), task }
      : [];
  });
  if (back.length === 0) return;
  refuse(
    'referenced',
    `undoing this would restore ${back.map(({ name }) => name).join(', ')} without the task, which no longer exists`,
    {
      hint: `Restore the task first: ${callOf(caller, 'task_history')} shows what removed it. A purged task can't be restored.`,
      data: { conflicts: back.map(({ task }) => ({ kind: 'task', id: task })) },
    },
  );
}

/**
 * Refuses an undo that would remove a saved filter that others use, or restore one that uses a removed one. A saved
 * filter that the orchestrator uses needs the right to change that.
 */
function checkViews(tx: Tx, { seq, changes }: Commit, context: Context): void {
  const views = changes.filter(({ kind }) => kind === 'view').map(({ id }) => id);
  for (const name of views) checkGuiding(tx, context, name, `undo ${seq}`);
  for (const name of views.flatMap((id) => [id, ...viewsIn(tx.get('view', id)?.filter ?? '')])) {
    const users = tx.get('view', name) ? [] : usersOfView(tx, name);
    if (users.length > 0)
      refuse('referenced', `undoing this would leave ${users.join(', ')} without @${name}`, {
        hint: OTHER_FILTER_HINT,
      });
  }
}

/** Throws the error about an undo that would remove a task to which other tasks refer, such as a recurring task. */
function refuseToRemove(task: Pick<Task, 'uuid' | 'id'>, { queue, caller }: Context): never {
  const others = referrers(task.uuid, queue);
  const series = [task, ...openInstances(queue, task)].map(({ id }) => id);
  refuse(
    'referenced',
    `undoing this would remove a task that ${others.join(', ')} ${others.length === 1 ? 'refers' : 'refer'} to`,
    {
      hint:
        queue.instances(task.uuid).size > 0
          ? `It is a series with instances. End it and delete the open ones: ${quotedCall(caller, 'task_delete', series.join(','))}`
          : 'Undo those first, or delete the task.',
      data: { referrers: others },
    },
  );
}

/**
 * Refuses an undo that would leave a hole in the plan: a removed record that others name, a restored link to a missing
 * record, or a name that another record has taken.
 * @throws BacklogError `referenced`, `conflict`
 */
function checkUndoneGoals(tx: Tx, changes: readonly Change[], queue: Pick<TaskQueue, 'byGoal' | 'get'>): void {
  const plan = planOf(tx);
  const ids = changes.filter(({ id }) => kindOfId(id) !== undefined).map(({ id }) => id);
  for (const id of ids.filter((each) => !plan.find(each))) {
    const tasks = Array.from(queue.byGoal(id), (uuid) => String(queue.get(uuid)!.id));
    const named = [...linkersTo(id, plan).map((record) => record.id), ...tasks];
    if (named.length > 0)
      refuse(
        'referenced',
        `undoing this would remove ${id}, which ${named.join(', ')} ${named.length === 1 ? 'names' : 'name'}`,
        {
          hint: `Undo those first, or archive it: goal_archive ${id}`,
          data: { referrers: named },
        },
      );
  }
  for (const { kind, id } of changes) {
    const goal = kind === 'task' ? tx.get('task', id)?.goal : undefined;
    if (goal !== undefined && !plan.get('goal', goal))
      refuse('referenced', `undoing this would restore the goal ${goal} of a task, which no longer exists`);
  }
  checkPlan(plan, ids, {});
}
