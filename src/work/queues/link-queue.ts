import { basename } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { refuse } from '../../domain/errors.ts';
import { markUsed, noteQueue, openStore, putMarker, storeOf, type Workspace } from '../../store/index.ts';
import { recorded } from '../workspace/repositories.ts';
import { whereIs } from './find-queue.ts';
import type { QueueRow } from './queues.ts';

/**
 * Makes a queue the one of a repository that it has recorded, by writing the repository's marker file again.
 * @throws BacklogError `usage` outside of a repository; `nothing-to-do` if the repository uses the queue; `conflict` if it
 * has another one with tasks, or if the queue has not recorded the repository
 */
export async function linkQueue(row: QueueRow, where: Workspace): Promise<void> {
  const { common, dir, foundBy, root } = where;
  if (common === undefined || foundBy !== 'git')
    refuse('usage', `queue link: ${root} isn't in a git repository whose queue Backlog finds by its git folder`);
  if (dir === row.dir) refuse('nothing-to-do', `${root} already uses the queue ${row.name}`);
  await checkEmpty(where);
  const store = await openStore({ dir: row.dir, kinds: ['repository'] });
  const one = recorded(store.state, common).find((known) => known.common === common);
  await store.close();
  if (!one)
    refuse('conflict', `the queue ${row.name} (${whereIs(row)}) has not recorded the repository ${root}`, {
      hint: `To add the repository to that queue: \`backlog repo add ${root} -w ${row.name}\``,
    });
  putMarker(common, { workspace: basename(row.dir), ...(one.home ? {} : { repository: one.name }) });
  noteQueue(common, row.dir);
  markUsed(common, row.dir);
}

async function checkEmpty(where: Workspace): Promise<void> {
  if (!where.exists) return;
  const store = await openStore({ ...storeOf(where), kinds: ['task'] });
  const tasks = store.state.size('task');
  await store.close();
  if (tasks === 0) return;
  refuse('conflict', `${where.root} has a queue of its own with ${counted(tasks, 'task')}`, {
    hint: `To keep its tasks, first write them to a file: \`backlog export --attachments --to ../queue.json\`. Then move that queue aside: \`backlog queue remove ${basename(where.dir).slice(0, 8)}\`. Then link again, and import the file.`,
    data: { tasks },
  });
}
