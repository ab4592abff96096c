import { refuse } from '../../domain/errors.ts';
import { SPLIT_LIMITS } from '../../domain/inbox/words.ts';
import type { Proposal } from '../../domain/records.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { changeHeld } from '../claim/held.ts';
import { checksOf } from '../settings/named-checks.ts';
import { deleteTask } from '../task/close.ts';
import { type FieldInput, readFields, readingBy } from '../task/fields.ts';
import { putTask } from '../task/put-task.ts';
import { partsByScope, splitTask } from '../task/split.ts';
import type { Context } from '../workspace/context.ts';

type Change = NonNullable<Proposal['change']>;

/**
 * Applies a proposed change to its task, as a person's change of the task would. Criteria and checks are added to those
 * of now. Everything else is refused if somebody changed the task since.
 * @throws BacklogError `conflict`; `claimed` if another holder has the task
 */
export function applyChange(
  tx: Tx,
  context: Context,
  proposal: string,
  change: Change,
): { task: Task; subtasks: readonly Task[] } {
  const task = tx.get('task', change.task);
  const hint = `To drop the proposal: \`inbox_reject ${proposal} --reason "…"\``;
  if (!task) return refuse('conflict', `the task of proposal ${proposal} is no longer in the queue`, { hint });
  if (task.status !== 'pending') refuse('conflict', `task ${task.id} is ${task.status}`, { hint });
  const { acceptance, checks, scope, parts, close } = change;
  if ((scope || parts || close) && task.modified !== change.modified)
    refuse('conflict', `somebody changed task ${task.id} since it was proposed`, {
      hint: `To look at it again: \`task_refine ${task.id}\``,
      data: { seen: change.modified, now: task.modified },
    });
  if (close) return { task: deleteTask(tx, context, task), subtasks: [] };
  const changed = withFields(tx, context, task, { acceptance, checks, scope });
  return parts ? split(tx, context, changed, parts) : { task: changed, subtasks: [] };
}

function withFields(
  tx: Tx,
  context: Context,
  task: Task,
  { acceptance = [], checks = [], scope }: Pick<Change, 'acceptance' | 'checks' | 'scope'>,
): Task {
  const known = new Set(task.acceptance?.map(({ text }) => text));
  const defined = new Set(checksOf(context.store.state).map(({ name }) => name));
  const added = acceptance.filter((text) => !known.has(text)).map((text) => ({ text }));
  const names = [...new Set([...(task.checks ?? []), ...checks.filter((name) => defined.has(name))])];
  const fields = {
    ...(added.length > 0 ? { acceptance: [...(task.acceptance ?? []), ...added] } : {}),
    ...(names.length > (task.checks ?? []).length ? { checks: names } : {}),
  } as FieldInput;
  const written = readFields(task, fields, readingBy(tx, context), () => tx.uuid());
  const next = scope ? { ...written, scope: scope as ScopeEntry[] } : written;
  if (same(task, next)) return task;
  changeHeld(tx, context, task, next);
  return putTask(tx, next);
}

function split(tx: Tx, context: Context, task: Task, parts: NonNullable<Change['parts']>) {
  let [depth, parent] = [0, task.parent];
  while (parent !== undefined && depth < SPLIT_LIMITS.depth) {
    depth++;
    parent = tx.get('task', parent)?.parent;
  }
  if (depth >= SPLIT_LIMITS.depth)
    refuse('conflict', `task ${task.id} is ${depth} levels below another task, and a split makes no more levels`, {
      hint: 'Add a task for each part instead: `task_add "…"`',
    });
  const scopes = parts.map(({ scope }) => scope as ScopeEntry[]);
  if (scopes.every((scope) => scope.length > 0)) partsByScope(context, task, scopes);
  return splitTask(
    tx,
    context,
    task,
    parts.map(({ name, title, acceptance = [] }, i) => ({
      ...{ name, scope: scopes[i]! },
      ...(title === undefined ? {} : { description: title }),
      ...(acceptance.length > 0 ? { acceptance: acceptance.map((text) => ({ id: tx.uuid(), text })) } : {}),
    })),
  );
}
