import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { BytePath } from '../diff/path-text.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { kindsIn } from '../worktree/tree-state.ts';

/** Returns the folder of a submodule; undefined for a path that is not UTF-8, which a call of git can't name. */
export function folderOf(tree: string, path: BytePath): string | undefined {
  const text = Buffer.from(path, 'latin1').toString();
  return Buffer.from(text).toString('latin1') === path ? join(tree, text) : undefined;
}

/** Maximum size in bytes of a `.git` file. */
const MOST = 10_000;

/**
 * Finds the agent's git folder of a submodule in a run's worktree. It is the folder `.git` in the submodule, or below
 * the `modules` of the agent's git folder. Any other place doesn't count, because the agent chose it.
 */
export async function agentGitDir(place: RunPlace, path: BytePath): Promise<string | undefined> {
  const { tree, repo } = runPaths(place);
  const folder = folderOf(tree, path);
  if (folder === undefined || (await kindsIn(tree)(path)) !== 'folder') return undefined;
  const file = join(folder, '.git');
  const facts = await lstat(file).catch(() => undefined);
  if (facts?.isDirectory()) return file;
  if (!facts?.isFile() || facts.size > MOST) return undefined;
  const named = /^gitdir: (.+?)\n?$/s.exec(await readFile(file, 'utf8'))?.[1];
  if (named === undefined) return undefined;
  const found = await realpath(resolve(folder, named)).catch(() => undefined);
  const modules = await realpath(join(repo, 'modules')).catch(() => undefined);
  const isBelow = found !== undefined && modules !== undefined && found.startsWith(modules + sep);
  return isBelow && modules === join(await realpath(repo), 'modules') ? found : undefined;
}
