import { mkdir } from 'node:fs/promises';
import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import type { BytePath } from '../diff/path-text.ts';
import { viewGitDir } from '../snapshot/agent-view.ts';
import { isSha256 } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { agentGitDir, folderOf } from './agent-module.ts';
import { declaredIn } from './declared.ts';
import { moduleFiles } from './filled.ts';
import { bringCommit, ensureModuleStore } from './module-store.ts';
import { type ModuleWork, readModuleWork } from './module-work.ts';
import type { Module } from './person-modules.ts';
import { linksOfCommit } from './read-links.ts';

/** A submodule with a checkout in a run's worktree. */
export interface OpenModule {
  /** The private copy of the submodule. */
  store: string;
  /** The submodule's folder. */
  tree: string;
  /** The agent's git folder of the submodule. */
  of: string;
  /** A separate git folder over the agent's refs and objects. */
  view: string;
  /** The commit that the agent checked out. */
  head: string;
  /** True if the private copy has the commit. */
  isKept: boolean;
}

/**
 * Opens the checkout of a submodule, and brings its commit into the private copy.
 * @param like a commit with ids of the same kind
 * @returns undefined if the folder has no git folder of the agent, or no commit
 */
export async function openModule(place: RunPlace, module: Module, like: string): Promise<OpenModule | undefined> {
  const of = await agentGitDir(place, module.path);
  const tree = folderOf(runPaths(place).tree, module.path);
  if (of === undefined || tree === undefined) return undefined;
  await mkdir(runPaths(place).modules, { recursive: true });
  const store = await ensureModuleStore(place, module, like);
  const made = moduleFiles(place, module.names).view;
  const view = await viewGitDir({ of, view: made, store, sha256: isSha256(like) });
  if (view === undefined) return undefined;
  const found = await git(storeCall(view, ['rev-parse', 'HEAD^{commit}'], { codes: [0, 1, 128] }));
  if (found.code !== 0) return undefined;
  const head = outputLine(found);
  return { store, tree, of, view, head, isKept: await bringCommit(place, module, head, view) };
}

/** Finds the uncommitted changes of a submodule, and leaves an index of its commit at `index`. */
export function workOf(
  place: RunPlace,
  { names }: Module,
  { store, tree, head }: OpenModule,
  index: string,
): Promise<ModuleWork> {
  return readModuleWork({ store, tree, index, known: moduleFiles(place, names).index, commit: head });
}

/** Lists the uncommitted files in the submodules of a worktree, and in their submodules. */
export async function filesInModules(place: RunPlace, base: string): Promise<BytePath[]> {
  return filesBelow(place, { store: repositoryPaths(place).store, names: [], at: '' }, base, base);
}

interface Level {
  store: string;
  names: readonly string[];
  at: BytePath;
}

async function filesBelow(place: RunPlace, level: Level, commit: string, like: string): Promise<BytePath[]> {
  const links = await linksOfCommit(level.store, commit);
  if (links.size === 0) return [];
  const declared = await declaredIn(level.store, commit);
  const found: BytePath[] = [];
  for (const path of links.keys()) {
    const name = declared.find((one) => one.path === path)?.name ?? path;
    const module = { names: [...level.names, name], path: `${level.at}${path}` };
    const open = await openModule(place, module, like);
    if (!open?.isKept) continue;
    const { edited, added, gone, nested } = await withTemporaryIndex(moduleFiles(place, module.names).index, (index) =>
      workOf(place, module, open, index),
    );
    for (const file of [...edited, ...added, ...gone, ...nested]) found.push(`${module.path}/${file}`);
    const inner = { store: open.store, names: module.names, at: `${module.path}/` };
    found.push(...(await filesBelow(place, inner, open.head, like)));
  }
  return found;
}
