import { copyFile, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { appendPlainText } from '../../../work/paths/plain-file.ts';
import { storeCall } from '../call/environment.ts';
import { git, gitMessage, MAY_FAIL } from '../call/git.ts';
import { type BytePath, pathText } from '../diff/path-text.ts';
import { isSha256, makeGitDir, readIfThere } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths } from '../store/paths.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { folderOf, pointerTo } from './agent-module.ts';
import { declaredIn } from './declared.ts';
import { bringModuleCommit, moduleStore } from './module-store.ts';
import { type Module, moduleFolder, personModules } from './person-modules.ts';
import { linksOfIndex } from './read-links.ts';

/** A folder with the files of a commit, whose folders of submodules are empty. */
export interface FillTarget {
  tree: string;
  /** The folder's git folder. */
  repo: string;
  commit: string;
  /** An index with the entries of the commit. */
  index: string;
  /** Git config for the git folders of the submodules. */
  config: string;
  /** Returns the path of Backlog's own index of a submodule. Without it, only the submodule's git folder has one. */
  indexOf?: (names: readonly string[]) => string;
  /** Moves a submodule that the folder already has. @returns false if it has none; then it is filled */
  move?: (module: Module, commit: string) => Promise<boolean>;
}

/** A submodule that was filled, or the reason why its folder is empty. */
export interface Filled extends Module {
  commit: string;
  why?: string;
}

/**
 * Fills the folders of submodules with the files of their commits, and those of their own submodules. Takes the commits
 * from private copies and from the person's git folders, without the network. Starts no program that a repository names.
 * @returns all submodules. One that the person's repository lacks stays empty, with the reason
 */
export async function fillSubmodules(place: RunPlace, target: FillTarget): Promise<Filled[]> {
  const { store } = repositoryPaths(place);
  const filled: Filled[] = [];
  await fillBelow(place, target, { store, names: [], at: '', ...target }, filled);
  return filled;
}

/** Says on one line why the folder of a submodule is empty; undefined if it is filled. */
export function emptyText({ path, why }: Pick<Filled, 'path' | 'why'>): string | undefined {
  return why === undefined ? undefined : `submodule ${pathText(path)}: its folder is empty, because ${why}`;
}

interface Level extends Pick<FillTarget, 'commit' | 'index'> {
  store: string;
  names: readonly string[];
  at: BytePath;
}

async function fillBelow(place: RunPlace, target: FillTarget, level: Level, filled: Filled[]): Promise<void> {
  const links = await linksOfIndex(level.index, new Map());
  if (links.size === 0) return;
  const declared = await declaredIn(level.store, level.commit);
  for (const [path, link] of links) {
    const name = declared.find((one) => one.path === path)?.name;
    const module = { names: [...level.names, name ?? path], path: `${level.at}${path}` };
    const why = name === undefined ? 'it has no entry in .gitmodules' : await fillOne(place, target, module, link);
    filled.push({ ...module, commit: link, ...(why === undefined ? {} : { why }) });
    if (why !== undefined) continue;
    const repo = moduleFolder(target.repo, module.names);
    const index = target.indexOf?.(module.names) ?? join(repo, 'index');
    const inner = { store: moduleStore(place, module), names: module.names, at: `${module.path}/` };
    await fillBelow(place, target, { ...inner, commit: link, index }, filled);
  }
}

/** Fills one folder. @returns why it stays empty */
async function fillOne(
  place: RunPlace,
  { tree: top, repo, config: settings, indexOf, move }: FillTarget,
  module: Module,
  commit: string,
): Promise<string | undefined> {
  if (!(await bringModuleCommit(place, module, commit))) return lacking(place, module, commit);
  if (await move?.(module, commit)) return undefined;
  const tree = await folderToFill(top, module.path);
  if (tree === undefined) return 'something else is at its path';
  const store = moduleStore(place, module);
  const gitDir = await makeModuleDir(place, { repo, tree, config: settings }, module, commit);
  if (gitDir === undefined) return 'something else is at the path of its git folder';
  const own = join(gitDir, 'index');
  const index = indexOf?.(module.names) ?? own;
  await mkdir(dirname(index), { recursive: true });
  const call = storeCall(store, ['read-tree', '--reset', '-u', commit], {
    tree,
    index,
    run: place,
    codes: MAY_FAIL,
  });
  const { code, err } = await git(call);
  if (code !== 0) {
    // For example, the person's copy is a partial clone.
    await rm(tree, { recursive: true, force: true });
    await mkdir(tree);
    return `git could not write its files: ${gitMessage(err)}`;
  }
  if (index !== own) await copyFile(index, own);
  await writeFile(join(tree, '.git'), pointerTo(tree, gitDir));
  const active = `[submodule ${JSON.stringify(module.names.at(-1))}]\n\tactive = true\n`;
  const config = join(moduleFolder(repo, module.names.slice(0, -1)), 'config');
  if ((await lstat(config).catch(() => undefined))?.isFile()) appendPlainText(config, active);
  return undefined;
}

interface ModuleDir {
  /** The git folder of the worktree. */
  repo: string;
  /** The submodule's folder. */
  tree: string;
  /** Git config. */
  config: string;
}

/** Makes the git folder of a submodule at a commit, without an index. @returns undefined if something else is at its path */
export async function makeModuleDir(
  place: RunPlace,
  { repo, tree, config }: ModuleDir,
  module: Module,
  commit: string,
): Promise<string | undefined> {
  const store = moduleStore(place, module);
  const gitDir = moduleFolder(repo, module.names);
  if (!(await isRealBelow(repo, gitDir))) return undefined;
  await makeGitDir(gitDir, {
    head: commit,
    bare: false,
    sha256: isSha256(commit),
    config: `${config}[core]\n\tworktree = ${JSON.stringify(relative(gitDir, tree))}\n`,
    alternates: [relative(join(gitDir, 'objects'), join(store, 'objects'))],
    exclude: (await readIfThere(join(store, 'info', 'exclude')))?.toString() ?? '',
    shallow: await readIfThere(join(store, 'shallow')),
  });
  return gitDir;
}

/** Checks that a git folder and the folders above it, up to another one, are no links. An agent can make such links. */
async function isRealBelow(top: string, folder: string): Promise<boolean> {
  const parts = relative(top, folder).split(sep);
  const paths = [top, ...parts.map((_, at) => join(top, ...parts.slice(0, at + 1)))];
  const facts = await Promise.all(paths.map((path) => lstat(path).catch(() => undefined)));
  return facts.every((one) => one === undefined || one.isDirectory());
}

/** Returns the folder of a submodule if it is an empty folder, or can be made, and isn't behind a link. */
async function folderToFill(top: string, path: BytePath): Promise<string | undefined> {
  const folder = folderOf(top, path);
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const kinds = kindsIn(top);
  if (folder === undefined || (parent !== '' && (await kinds(parent)) !== 'folder')) return undefined;
  if ((await kinds(path)) === 'file') return undefined;
  await mkdir(folder, { recursive: true });
  const isThere = await lstat(join(folder, '.git')).catch(() => undefined);
  return isThere ? undefined : folder;
}

async function lacking(place: RunPlace, module: Module, commit: string): Promise<string> {
  const there = await personModules(place.repository, module);
  const line = `\`git submodule update --init --recursive ${shellWord(pathText(module.path))}\``;
  return there.length === 0
    ? `${place.repository.folder} has not initialized it (${line})`
    : `its copy in ${place.repository.folder} lacks commit ${commit} (${line})`;
}
