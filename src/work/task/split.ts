import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { type Repositories, repositoryOf } from '../../domain/repository.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { type Claiming, heldByOther } from '../claim/claims.ts';
import { copyOf } from '../recurrence/copy-task.ts';
import { putTask, without } from './put-task.ts';

/**
 * Creates a subtask for each repository in a task's scope, with the globs of that repository. The task keeps its
 * criteria and documents, because they concern all subtasks. It can be completed after its subtasks.
 * @throws BacklogError `conflict` if the scope is in one repository or the task isn't pending; `claimed` if another
 * holder has it
 */
export function splitByRepository(
  tx: Tx,
  context: Claiming & { repositories: Repositories },
  task: Task,
): { task: Task; subtasks: Task[] } {
  if (task.status !== 'pending') refuse('conflict', `task ${task.id} is ${task.status}`);
  const held = heldByOther(tx, context, task);
  if (held) throw held;
  const names = [...new Set((task.scope ?? []).map(({ repo }) => repo))];
  if (names.length < 2) {
    refuse('conflict', `the scope of task ${task.id} is in one repository`, {
      hint: `To add a subtask: task_add --description "…" --parent ${task.id}`,
    });
  }
  const subtasks = names.map((repo) => {
    const { acceptance: _, depends, ...kept } = without(copyOf(task) as Task, 'parent', 'scope');
    const name = repositoryOf(repo, context.repositories.all)?.name ?? repo ?? 'home';
    return putTask(tx, {
      ...kept,
      uuid: tx.uuid(),
      id: tx.nextId('task'),
      description: `${task.description} (${name})`,
      status: 'pending',
      entry: tx.at,
      modified: tx.at,
      parent: task.uuid,
      ...present({ depends }),
      scope: (task.scope ?? []).filter((entry) => entry.repo === repo),
    });
  });
  return { task: putTask(tx, without(task, 'scope')), subtasks };
}
