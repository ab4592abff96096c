import { inTurns, type ProgressReport } from '../../base/progress.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { seekTask } from '../task/find.ts';
import { checkGraphs } from '../task/integrity.ts';
import type { Context, Write } from '../workspace/context.ts';
import { Stale, whileStill } from './archive-tasks.ts';
import { liveIn } from './files.ts';
import { type Archived, archivedTask, findArchived } from './look-up.ts';

/**
 * Restores archived tasks with their records and their archived ancestors in one commit.
 * @throws BacklogError `not-found`; `conflict` for a task in the queue; `cycle` if the restored dependencies form a
 * circle
 */
export function restoreTasks(
  context: Pick<Context, 'store' | 'queue'>,
  write: Write,
  named: readonly string[],
  progress?: ProgressReport,
): Promise<Task[]> {
  return whileStill('other processes changed the archive', async () => {
    const each: Archived[] = [];
    for await (const [, text] of inTurns(named, { progress, what: 'finding tasks' }))
      each.push(await archivedNamed(context, text));
    const found = await withArchivedParents(context, each);
    const files = [...new Set(found.map(({ file: one }) => one))];
    for (const [i, file] of files.entries()) {
      progress?.(i, files.length, 'reading the archive');
      await context.store.archive(file).verify();
      await context.store.keepArchive(file);
    }
    return write((tx) => {
      for (const archived of found) takeOut(tx, archived);
      const tasks = found.map(({ task }) => tx.get('task', task.uuid)!);
      checkGraphs(tasks, context.queue);
      return tasks;
    });
  });
}

async function archivedNamed({ store, queue }: Pick<Context, 'store' | 'queue'>, text: string): Promise<Archived> {
  const found = await archivedTask(store, text);
  if (found) return found;
  const present = seekTask(queue, text);
  if (present instanceof BacklogError) throw present;
  return refuse('conflict', `task ${present.id} is not archived: it is ${present.status}`);
}

/** Adds the archived ancestors of the named tasks, because a task can't be restored without them. */
async function withArchivedParents({ store }: Pick<Context, 'store'>, named: readonly Archived[]): Promise<Archived[]> {
  const all = new Map(named.map((archived) => [archived.task.uuid, archived]));
  for (const { task } of all.values()) {
    const { parent } = task;
    if (parent === undefined || all.has(parent) || store.state.get('task', parent)) continue;
    for (const above of await findArchived(store, { uuids: [parent] })) all.set(above.task.uuid, above);
  }
  return [...all.values()];
}

function takeOut(tx: Tx, { task, row, file: { file } }: Archived): void {
  const about = tx.get('archive', file);
  if (!about || about.out?.includes(task.uuid)) throw new Stale();
  if (tx.get('task', task.uuid))
    refuse('conflict', `task ${task.id} is in the queue and in the archive`, {
      hint: 'Nothing was changed. See what to do: `backlog doctor`',
    });
  const out = [...(about.out ?? []), task.uuid];
  if (liveIn({ ...about, out }) === 0) tx.remove('archive', file);
  else tx.put('archive', file, { ...about, out });
  for (const [kind, id, record] of row.records) tx.put<string>(kind, id, record);
}
