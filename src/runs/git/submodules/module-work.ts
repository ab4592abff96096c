import { copyFile, lstat, utimes } from 'node:fs/promises';
import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { parseRaw } from '../diff/changed.ts';
import { type BytePath, splitPaths } from '../diff/path-text.ts';
import { kindsIn } from '../worktree/tree-state.ts';

/** The differences between a submodule's checkout and its commit. Paths are those in the submodule. */
export interface ModuleWork {
  edited: BytePath[];
  added: BytePath[];
  gone: BytePath[];
  nested: BytePath[];
}

interface ModuleCheckout {
  /** The private copy of the submodule, which has the commit. */
  store: string;
  /** The submodule's folder. */
  tree: string;
  /** Path for a temporary index. Afterwards, it has the entries of the commit. */
  index: string;
  /** Backlog's own index of the folder. It may be missing; then git compares all files by content. */
  known: string;
  commit: string;
}

/** Finds the uncommitted changes in a submodule's checkout, without programs or config of the agent. */
export async function readModuleWork({ store, tree, index, known, commit }: ModuleCheckout): Promise<ModuleWork> {
  const ask = (...args: string[]) => git(storeCall(store, args, { tree, index }));
  await copyWithTime(known, index);
  await ask('read-tree', '-m', commit).catch(() => ask('read-tree', commit));
  const [changed, untracked] = await Promise.all([
    ask('diff-files', '-z', '--raw', ...PLAIN_DIFF),
    ask('ls-files', '-z', '-o', '--exclude-standard'),
  ]);
  const kinds = kindsIn(tree);
  const work: ModuleWork = { edited: [], added: [], gone: [], nested: [] };
  for (const { path, old } of parseRaw(changed.out)) {
    if ((await kinds(path)) === 'file') work.edited.push(path);
    else if (old.mode !== '160000') work.gone.push(path);
  }
  for (const path of splitPaths(untracked.out)) {
    if (path.endsWith('/')) work.nested.push(path);
    else if ((await kinds(path)) === 'file') work.added.push(path);
  }
  return work;
}

/** Copies an index with its time, by which git finds entries that may have changed later. */
async function copyWithTime(from: string, to: string): Promise<void> {
  const facts = await lstat(from).catch(() => undefined);
  if (!facts?.isFile()) return;
  await copyFile(from, to);
  await utimes(to, facts.atime, Math.floor(facts.mtimeMs) / 1000);
}
