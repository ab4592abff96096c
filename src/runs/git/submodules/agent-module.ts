import { lstat, readdir, realpath, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type BytePath, foldersAbove } from '../diff/path-text.ts';
import { agentText } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { isSafeName } from './declared.ts';
import { filledIn } from './filled.ts';
import { moduleFolder } from './person-modules.ts';
import { linksOfIndex } from './read-links.ts';

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
  const text = await agentText(file, MOST);
  const named = /^gitdir: (.+?)\n?$/s.exec(text ?? '')?.[1];
  if (named === undefined) return undefined;
  const found = await realpath(resolve(folder, named)).catch(() => undefined);
  const modules = await realpath(join(repo, 'modules')).catch(() => undefined);
  const isBelow = found !== undefined && modules !== undefined && found.startsWith(modules + sep);
  return isBelow && modules === join(await realpath(repo), 'modules') ? found : undefined;
}

/**
 * Writes the `.git` files of filled submodules again that the agent deleted, as Backlog does for the worktree's own. Skips
 * submodules that the agent removed from its index, because other files may be in their place.
 */
export async function putPointersBack(place: RunPlace): Promise<void> {
  const { tree, repo } = runPaths(place);
  const filled = Object.entries(await filledIn(place));
  if (filled.length === 0) return;
  const kinds = kindsIn(tree);
  const staged = await linksOfIndex(join(repo, 'index'), new Map(filled.map(([path, { commit }]) => [path, commit])));
  const isStaged = (path: BytePath) => [...foldersAbove(path), path].some((one) => staged.has(one));
  for (const [path, { names }] of filled.filter(([one]) => isStaged(one))) {
    const folder = folderOf(tree, path);
    if (folder === undefined || (await kinds(path)) !== 'folder' || (await readdir(folder)).length === 0) continue;
    const gitDir = moduleFolder(repo, names);
    const isDeleted = (await lstat(join(folder, '.git')).catch(() => undefined)) === undefined;
    if (isDeleted && names.every(isSafeName)) await writeFile(join(folder, '.git'), pointerTo(folder, gitDir));
  }
}

/** Returns the content of the `.git` file of a submodule: a relative path, so that both folders can be moved together. */
export function pointerTo(folder: string, gitDir: string): string {
  return `gitdir: ${relative(folder, gitDir)}\n`;
}
