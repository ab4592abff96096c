import { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { uuidsOfAnyStatus } from '../task/select.ts';
import type { Context, Write } from '../workspace/context.ts';
import { anyArchived } from './is-archived.ts';
import { loadArchive } from './load-archive.ts';

export type TaskReader = (uuid: string) => Task | undefined;

/**
 * Returns a function that finds the tasks of runs, in the queue or in the archive: a finished run stays when its task is
 * archived. The function finds no tasks of a damaged archive.
 */
export async function tasksOfRuns(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  runs: readonly Pick<Run, 'task'>[],
): Promise<TaskReader> {
  const missing = anyArchived(store) ? runs.map(({ task }) => task).filter((task) => !queue.get(task)) : [];
  if (missing.length === 0) return (uuid) => queue.get(uuid);
  const { findArchived } = await loadArchive();
  const found = await findArchived(store, { uuids: [...new Set(missing)] }).catch((error) => {
    if (error instanceof BacklogError) return [];
    throw error;
  });
  const archived = new Map(found.map(({ task }) => [task.uuid, task]));
  return (uuid) => queue.get(uuid) ?? archived.get(uuid);
}

/**
 * Returns the uuids of the tasks of every status that a filter selects, also those of archived tasks with one of these
 * runs. Without them, a list of runs would lack runs that it has without the filter.
 */
export async function uuidsOfRuns(
  context: Context,
  filter: string,
  runs: readonly Pick<Run, 'task'>[],
): Promise<ReadonlySet<string>> {
  const uuids = await uuidsOfAnyStatus(context, filter);
  const { store, queue } = context;
  if (!anyArchived(store) || runs.every(({ task }) => queue.get(task))) return uuids;
  const { selectArchived } = await loadArchive();
  const all = new Set(uuids);
  try {
    for await (const { task } of selectArchived(context, { filter })) all.add(task.uuid);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
  }
  return all;
}

/**
 * Restores the task of a run from the archive, because there is work at it again.
 * @returns the damage of the archive that keeps the task in it. The caller goes on: a revert must not wait for a repair
 */
export async function restoreTaskOf(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  write: Write,
  run: Pick<Run, 'task'>,
): Promise<BacklogError | undefined> {
  if (queue.get(run.task) || !anyArchived(store)) return undefined;
  const { findArchived, restoreTasks } = await loadArchive();
  try {
    if ((await findArchived(store, { uuids: [run.task] })).length > 0)
      await restoreTasks({ store, queue }, write, [run.task]);
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError && error.code === 'store') return error;
    throw error;
  }
}
