import { PLAIN_DIFF } from '../call/environment.ts';
import { pathText, splitPaths } from '../diff/path-text.ts';
import { type RunsPlace, runRef } from '../store/paths.ts';
import { fetchCommit, inStore } from '../store/store-repo.ts';

/** Maximum number of bytes of a diff whose lines are compared. */
const READ = 4 * 1024 * 1024;

/** Shorter lines, such as a bracket, occur everywhere. */
const SHORTEST_LINE = 3;

/**
 * Checks whether a commit whose message says that it reverts another one does so: a file is as before that one, or the
 * commit removes a line that the other one added, or adds one that it removed. Agents write messages, too.
 */
export async function takesBack(
  place: RunsPlace,
  { id, commit, by }: { id: string; commit: string; by: string },
): Promise<boolean> {
  await fetchCommit(place, by, runRef(id, 'reverted'));
  const other = new Set(await pathsBetween(place, `${commit}^`, by));
  const kept = new Set(await pathsBetween(place, `${by}^`, by));
  const isBack = (path: string) => !other.has(path) && kept.has(path);
  if ((await pathsBetween(place, `${commit}^`, commit)).some(isBack)) return true;
  const [made, undone] = await Promise.all([linesOf(place, commit), linesOf(place, by)]);
  const meets = (some: ReadonlySet<string>, others: ReadonlySet<string>) => [...some].some((line) => others.has(line));
  return meets(made.added, undone.removed) || meets(made.removed, undone.added);
}

async function pathsBetween(place: RunsPlace, from: string, to: string): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', ...PLAIN_DIFF, from, to];
  return splitPaths((await inStore(place, args)).out).map(pathText);
}

/** Returns the lines that a commit adds and removes, compared with its first parent. */
async function linesOf(place: RunsPlace, commit: string): Promise<{ added: Set<string>; removed: Set<string> }> {
  const args = ['diff-tree', '-p', '-U0', '--no-renames', ...PLAIN_DIFF, `${commit}^`, commit];
  const { out } = await inStore(place, args, { limit: READ });
  const [added, removed] = [new Set<string>(), new Set<string>()];
  let isHunk = false;
  for (const line of out.toString('utf8').split('\n')) {
    if (line.startsWith('diff --git ')) isHunk = false;
    else if (line.startsWith('@@ ')) isHunk = true;
    else if (isHunk && line.slice(1).trim().length >= SHORTEST_LINE)
      (line.startsWith('+') ? added : removed).add(line.slice(1).trim());
  }
  return { added, removed };
}
