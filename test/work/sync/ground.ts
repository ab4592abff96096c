import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

/** Makes a workspace with a file of tasks. */
export async function ground(text?: string, name = 'TODO.md') {
  const work = await testWorkspace();
  const file = join(work.folder, 'project', name);
  if (text !== undefined) writeFileSync(file, text);
  const sync = (input: object = {}) => work.run<SyncResult>('task_sync', { file, ...input }, ADA);
  const read = () => readFileSync(file, 'utf8');
  const edit = (from: string | RegExp, to: string) => writeFileSync(file, read().replace(from, to));
  const tasks = async () =>
    (await work.run<{ tasks: Task[] }>('task_export', {}, ADA)).tasks as (Task & { docs?: { spec?: string } })[];
  return { work, file, sync, read, edit, tasks };
}

/** Removes the marks from a text. */
export const plainOf = (text: string) => text.replaceAll(/ <!-- (task )?[0-9a-f-]{36} -->/g, '');

/** The result of a synchronisation of equal sides. */
export const NOTHING = { toQueue: [], toFile: [], undecided: [], written: false };
