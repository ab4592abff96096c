import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BytePath } from '../diff/path-text.ts';
import { isGitDir, readIfThere } from '../store/git-dir.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';

/** A submodule: its names from the outermost submodule to this one, and its path in the repository. */
export interface Module {
  names: readonly string[];
  /** Path from the top folder of the repository, also for a submodule of a submodule. */
  path: BytePath;
}

/** Returns the path of a submodule's git folder below that of the repository. */
export function moduleFolder(gitDir: string, names: readonly string[]): string {
  return join(gitDir, ...names.flatMap((name) => ['modules', name]));
}

/**
 * Lists the git folders that a person's repository has for a submodule. Each worktree has its own, and an old submodule
 * has its git folder in its checkout.
 */
export async function personModules(repository: GitRepository, { names, path }: Module): Promise<string[]> {
  const common = commonOf(repository);
  const linked = await readdir(join(common, 'worktrees')).catch(() => []);
  const roots = [common, ...linked.map((name) => join(common, 'worktrees', name))];
  const folders = [...roots.map((root) => moduleFolder(root, names)), await gitDirIn(repository.folder, path)];
  const found = new Set<string>();
  for (const folder of folders) if (folder !== undefined && (await isGitDir(folder))) found.add(folder);
  return [...found];
}

/** Returns the git folder of a submodule's checkout: its folder `.git`, or the one that its file `.git` names. */
export async function gitDirIn(worktree: string, path: BytePath): Promise<string | undefined> {
  const folder = join(worktree, Buffer.from(path, 'latin1').toString());
  const file = join(folder, '.git');
  const facts = await lstat(file).catch(() => undefined);
  if (facts?.isDirectory()) return file;
  const named = /^gitdir: (.+)$/m.exec(String((await readIfThere(file)) ?? ''))?.[1];
  return named === undefined ? undefined : resolve(folder, named);
}
