import { lazy } from '../../base/lazy.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import type { Task } from '../../domain/task/task.ts';
import { anyArchived } from '../../work/archive/is-archived.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { queueNotes, selectNoted } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The flag that includes archived tasks. With it, the command reads the archive. */
export const archivedInput = lazy(() => flagInput().describe('Include archived tasks').optional());

interface Selected {
  tasks: Task[];
  notes: string[];
}

/**
 * Returns the tasks that a filter selects, including closed tasks, because reports are about the past. An empty filter
 * selects all tasks. Adds a note if archived tasks are omitted.
 */
export async function selectedEver(context: Context, filter: string, archived = false): Promise<Selected> {
  const here = await selectedHere(context, filter);
  if (!anyArchived(context.store)) return here;
  const { archiveFiles, quartersOf, selectArchived } = await loadArchive();
  if (!archived) {
    const count = quartersOf(archiveFiles(context.store)).reduce((sum, { tasks }) => sum + tasks, 0);
    const note = `${count} archived ${count === 1 ? 'task is' : 'tasks are'} not counted; ${inputOf(context.caller.door, 'archived')} includes ${count === 1 ? 'it' : 'them'}.`;
    return { ...here, notes: [...here.notes, note] };
  }
  for await (const { task } of selectArchived(context, { filter })) here.tasks.push(task);
  return here;
}

async function selectedHere(context: Context, filter: string): Promise<Selected> {
  if (filter.trim() === '') return { tasks: [...context.queue.all()], notes: queueNotes(context) };
  const { tasks, notes } = selectNoted(context, await compileContextFilter(context, `( ${filter} ) +ANY`));
  return { tasks: [...tasks], notes };
}
