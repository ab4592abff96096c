import { copyFile, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runAuthor, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { identityConfig, readIfThere } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { putFile } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { agentGitDir, folderOf } from './agent-module.ts';
import { declaredIn } from './declared.ts';
import { type Filled, fillSubmodules, makeModuleDir } from './fill.ts';
import { moduleFiles, putFilled } from './filled.ts';
import { lastLink } from './links.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import { openModule } from './open-module.ts';
import { type Module, moduleFolder } from './person-modules.ts';
import { linksOfIndex } from './read-links.ts';

interface RunFill {
  commit: string;
  /** An index with the entries of the commit. */
  index: string;
  /** Author of the agent's commits. */
  author: Parameters<typeof identityConfig>[0];
}

/** Fills the submodules of a new worktree of a run. */
export async function fillRun(place: RunPlace, { author, ...wanted }: RunFill): Promise<Filled[]> {
  const { tree, repo } = runPaths(place);
  const filled = await fillSubmodules(place, {
    ...wanted,
    tree,
    repo,
    config: await moduleConfig(place, author),
    indexOf: (names) => moduleFiles(place, names).index,
    move: (module, commit) => moveModule(place, module, commit),
  });
  const rows = filled.flatMap(({ path, names, commit, why }) => (why === undefined ? [[path, { commit, names }]] : []));
  if (rows.length > 0) await putFilled(place, Object.fromEntries(rows));
  return filled;
}

/** Returns the git config of a run's submodules: the person's settings, and the agent as author. */
async function moduleConfig(place: RunPlace, author: RunFill['author']): Promise<string> {
  const settings = await readIfThere(join(repositoryPaths(place).store, 'person.config'));
  return `${settings?.toString() ?? ''}${identityConfig(author)}`;
}

/**
 * Makes the git folder of a submodule again if it is missing and the private copy has the commit. Keeps all files.
 * @returns true if it made the folder
 */
export async function putModuleDirBack(place: RunPlace, module: Module, commit: string): Promise<boolean> {
  const { tree: top, repo } = runPaths(place);
  const tree = folderOf(top, module.path);
  if (tree === undefined || (await lstat(moduleFolder(repo, module.names)).catch(() => undefined))) return false;
  const store = moduleStore(place, module);
  if (!(await hasCommit(store, commit))) return false;
  const config = await moduleConfig(place, runAuthor(place.id));
  const gitDir = await makeModuleDir(place, { repo, tree, config }, module, commit);
  if (gitDir === undefined) return false;
  const index = join(gitDir, 'index');
  await git(storeCall(store, ['read-tree', commit], { tree, index, run: place }));
  return true;
}

/**
 * Moves the submodules of a worktree to those of another commit. Call it after the result was taken, which has the
 * agent's files in them. If the call is killed, a second call finishes the work.
 * @param before an index with the entries of the result
 */
export async function refillRun(place: RunPlace, before: string, wanted: RunFill): Promise<void> {
  const [old, now] = await Promise.all([before, wanted.index].map((index) => linksOfIndex(index, new Map())));
  const removed = [...old!.keys()].filter((path) => !now!.has(path));
  const declared =
    removed.length === 0 ? [] : await declaredIn(repositoryPaths(place).store, runRef(place.id, 'result'));
  for (const path of removed) {
    const name = declared.find((one) => one.path === path)?.name ?? path;
    await emptyFolder(place, { names: [name], path }, wanted.commit);
  }
  if (now!.size > 0) await fillRun(place, wanted);
}

/** Option of `read-tree` for an index without entries. */
const EMPTY = '--empty';

/** Moves the checkout of a submodule to a commit. @returns false if the folder has no git folder of the agent */
async function moveModule(place: RunPlace, module: Module, commit: string): Promise<boolean> {
  const gitDir = await agentGitDir(place, module.path);
  const tree = folderOf(runPaths(place).tree, module.path);
  if (gitDir === undefined || tree === undefined) return false;
  const store = moduleStore(place, module);
  const last = await lastLink(place, module);
  const { index: own } = moduleFiles(place, module.names);
  await withTemporaryIndex(own, async (index) => {
    const ask = (...args: string[]) => git(storeCall(store, args, { tree, index, run: place, codes: [0, 1] }));
    await ask('read-tree', last !== undefined && (await hasCommit(store, last)) ? last : EMPTY);
    await ask('update-index', '-q', '--refresh');
    await git(storeCall(store, ['read-tree', '--reset', '-u', commit], { tree, index, run: place }));
    await copyFile(index, own);
  });
  await pointTo(gitDir, { commit, index: own, objects: join(store, 'objects') });
  return true;
}

/** Sets HEAD and the index of the agent's git folder of a submodule. Writes only into real folders. */
async function pointTo(gitDir: string, at: { commit: string; index: string; objects: string }): Promise<void> {
  const info = join(gitDir, 'objects', 'info');
  for (const folder of [gitDir, join(gitDir, 'objects'), info]) {
    const facts = await lstat(folder).catch(() => undefined);
    if (!facts?.isDirectory()) return;
  }
  await putFile(join(info, 'alternates'), `${at.objects}\n`);
  await putFile(join(gitDir, 'HEAD'), `${at.commit}\n`);
  await rm(join(gitDir, 'index'), { recursive: true, force: true });
  await copyFile(at.index, join(gitDir, 'index'));
}

/**
 * Deletes the folder of a submodule that the new commit doesn't have. Its files are in the result. With untracked or
 * ignored files, the folder stays, as a nested repository.
 */
async function emptyFolder(place: RunPlace, module: Module, like: string): Promise<void> {
  const tree = folderOf(runPaths(place).tree, module.path);
  if (tree !== undefined && (await isCommitted(place, module, like))) await rm(tree, { recursive: true, force: true });
}

/** Checks whether the folder of a submodule, and of its submodules, has no other files than those of their commits. */
async function isCommitted(place: RunPlace, module: Module, like: string): Promise<boolean> {
  const open = await openModule(place, module, like);
  if (open === undefined) return false;
  const { store, tree, head } = open;
  const last = (await lastLink(place, module)) ?? head;
  return withTemporaryIndex(moduleFiles(place, module.names).index, async (index) => {
    const ask = (...args: string[]) => git(storeCall(store, args, { tree, index }));
    if (!(await hasCommit(store, last))) return false;
    await ask('read-tree', last);
    if ((await ask('ls-files', '-z', '-o')).out.length > 0) return false;
    const declared = await declaredIn(store, last);
    for (const path of (await linksOfIndex(index, new Map())).keys()) {
      const name = declared.find((one) => one.path === path)?.name ?? path;
      const inner = { names: [...module.names, name], path: `${module.path}/${path}` };
      if (!(await isCommitted(place, inner, like))) return false;
    }
    return true;
  });
}
