import type { Task } from '../../domain/task.ts';
import { compile } from '../../work/task/select.ts';
import { selectTasks } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The tasks that a filter selects, closed ones too, since reports tell of what was; all of them when it is empty. */
export async function selectedEver(context: Context, filter: string): Promise<{ tasks: Task[]; notes: string[] }> {
  if (filter.trim() === '') return { tasks: [...context.queue.all()], notes: [] };
  const { tasks, notes } = selectTasks(await compile(context, `( ${filter} ) +ANY`), context.facts());
  return { tasks, notes };
}
