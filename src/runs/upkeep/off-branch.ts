import { ownActor } from '../../domain/own-actors.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { stillOff } from '../git/worktree/off-branch.ts';

/**
 * Looks in git for the work of completed tasks that is not on the branch, and removes the mark of a task whose work has
 * arrived there. A look that fails changes nothing.
 */
export async function followOffBranch(
  context: Context,
  tasks: Iterable<Task> = context.queue.offBranch(),
): Promise<void> {
  for (const { uuid, offBranch } of [...tasks]) {
    if (!offBranch) continue;
    const found = await stillOff(offBranch).catch((error: unknown) => {
      context.store.appendDiagnostic(`work that is not on the branch: ${String(error)}`);
      return offBranch;
    });
    if (same(found, offBranch)) continue;
    await context.store.write({ command: 'task_follow', actor: ownActor('history') }, (tx) => {
      const task = tx.get('task', uuid);
      if (!task || !isOffBranch(task) || !same(task.offBranch, offBranch)) return;
      putTask(tx, found ? { ...task, offBranch: found } : without(task, 'offBranch'));
    });
  }
}
