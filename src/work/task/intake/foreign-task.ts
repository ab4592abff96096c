import { refuse } from '../../../domain/errors.ts';
import type { Task } from '../../../domain/task/task.ts';
import { same, type Tx } from '../../../store/index.ts';

/** The fields that say what a task is, and whether it is open. A run changes them only in its own tasks. */
const OF_ITS_AUTHOR = [
  ...(['description', 'status', 'until', 'recur', 'parent'] as const),
  ...(['scope', 'acceptance', 'checks'] as const),
] satisfies readonly (keyof Task)[];

/**
 * Wraps a transaction of a run's agent: it can't delete, complete or reword a task of someone else. Its own tasks are
 * the task of the run, tasks that it added and no person accepted, and subtasks of these.
 * @throws BacklogError `forbidden` from `put`
 */
export function withinOwnTasks(tx: Tx, run: string): Tx {
  const made = new Set<string>();
  const isOwn = (task: Task): boolean => isOf(tx, run, made, task);
  return Object.create(tx, {
    put: {
      value(...[kind, id, record]: Parameters<Tx['put']>) {
        if (kind === 'task') {
          const before = tx.get('task', id);
          if (!before) made.add(id);
          else checkField(run, before, record as Task, isOwn);
        } else if (kind === 'doc') {
          const of = (record as { task?: string }).task;
          const task = of === undefined ? undefined : tx.get('task', of);
          if (task && !isOwn(task)) refuseForeign(run, task, 'documents');
        }
        return tx.put(kind, id, record);
      },
    },
  });
}

function checkField(run: string, before: Task, after: Task, isOwn: (task: Task) => boolean): void {
  const changed = OF_ITS_AUTHOR.find((field) => !same(before[field], after[field]));
  if (changed !== undefined && !isOwn(before)) refuseForeign(run, before, changed);
}

function isOf(tx: Tx, run: string, made: ReadonlySet<string>, task: Task): boolean {
  const seen = new Set<string>();
  for (
    let one: Task | undefined = task;
    one && !seen.has(one.uuid);
    one = one.parent ? tx.get('task', one.parent) : undefined
  ) {
    if (made.has(one.uuid) || one.uuid === tx.get('run', run)?.task) return true;
    if (one.awaits?.why === 'added' && one.awaits.run === run) return true;
    seen.add(one.uuid);
  }
  return false;
}

function refuseForeign(run: string, { id }: Task, what: string): never {
  return refuse('forbidden', `run ${run} can't change the ${what} of task ${id}, which is not its own`, {
    hint: `Propose the change in a note: task_annotate ${id} --text "…". Or add a task for it with task_add.`,
    data: { run, task: id, field: what },
  });
}
