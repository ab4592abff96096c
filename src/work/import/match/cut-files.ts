import { isAbsolute } from 'node:path';
import { groupedBy } from '../../../base/iterables.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { ReadRows } from '../../../sources/index.ts';
import { said } from '../../merge/base.ts';
import { wordsAtLastImport, wordsOfLine } from './moved-lines.ts';
import { fileName, isLocal, type NamingContext, pathOfName } from './name-rows.ts';
import { readOrigin, rowOrigin } from './row-origin.ts';
import { SOMEWHERE } from './source-lists.ts';

/**
 * Finds tasks whose lines have left another file, perhaps for the one that is read: a file was cut in two. The other
 * file was imported without them, doesn't exist any more, or is read now. Files outside of the repositories aren't.
 */
export async function tasksOfCutFiles(context: NamingContext, reading: ReadRows): Promise<Task[]> {
  const { origin: { said: name, file } = {}, rows, descriptionsIn } = reading;
  const ours = rows.filter((row) => row.byHand && readOrigin(row) && isLocal(row));
  if (name !== undefined || file === undefined || ours.length === 0) return [];
  const own = fileName(context, file);
  // A worktree has its own version of the other file.
  const [here = context.repositories.here] = context.locate(file);
  const repositories = { ...context.repositories, here };
  const kinds = new Set(ours.map((row) => rowOrigin(row).kind));
  const words = new Set(ours.map(wordsOfLine));
  const same = Array.from(context.queue.all()).filter(
    (task) =>
      task.source?.list !== undefined &&
      task.source.list !== own &&
      kinds.has(task.source.kind) &&
      words.has(wordsAtLastImport(task)),
  );
  const found: Task[] = [];
  for (const [list, tasks] of groupedBy(same, ({ source }) => source!.list!)) {
    const isFile = !isAbsolute(list) && !list.startsWith(SOMEWHERE);
    const there = isFile ? await wordsIn(pathOfName(repositories, list), descriptionsIn) : undefined;
    found.push(...tasks.filter((task) => task.source!.gone || there?.has(wordsAtLastImport(task)) === false));
  }
  return found;
}

/** Returns the words of a file's lines. Undefined if they can't be read, so that nothing is known about them. */
async function wordsIn(path: string, descriptionsIn: ReadRows['descriptionsIn']): Promise<Set<string> | undefined> {
  const found = await descriptionsIn?.(path);
  return found && new Set(found.map((one) => said('description', one)));
}
