import { lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { fileOf, joinPaths } from '../diff/path-text.ts';
import { applyUpdate } from '../merge/update.ts';
import { type Rescued, rescue } from '../snapshot/rescue.ts';
import { gitConfigText, isSha256, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import { mendRefs, setAside } from '../store/mend-refs.ts';
import { type RunPlace, type RunsPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { ensureRaw } from '../store/raw.ts';
import { bringSettings, inStore, outputLine, putFile } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import type { Ground, LeftModule } from './ground.ts';
import { ALTERNATES, GIT_CONFIG_FILES, pipesIn } from './own-config.ts';
import { agentConfig, makeRepo, storeObjects } from './prepare.ts';
import { removeAll } from './remove-all.ts';

export interface Repair {
  /** The run's start commit. */
  base: string;
  /** The agent's branch, and the target branch. */
  branch: string;
  target: string;
  /** The commit from which the round starts. */
  start: string;
}

/** Writes the worktree's `.git` file. Something else at its path is moved aside. */
export async function repairPointer(place: RunPlace): Promise<void> {
  const { tree } = runPaths(place);
  await setAside(place, join(tree, '.git'));
  await writeGitPointer(tree);
}

/** Makes a new git folder for the agent, with its branch at the start of the round. The old folder is kept beside it. */
export async function repairGitFolder(place: RunPlace, { branch, target, start }: Repair): Promise<void> {
  await setAside(place, runPaths(place).repo);
  await makeRepo(place, { base: start, branch, target }, await bringSettings(place));
  await repairIndex(place, start);
}

/**
 * Writes the config of the agent's git folder again, its list of alternates if that is gone, and packed refs that its git
 * can't read. Files that lead its git elsewhere are moved aside.
 */
export async function repairConfig(place: RunPlace, commit: string): Promise<void> {
  const { repo } = runPaths(place);
  await requireFolder(repo);
  const config = agentConfig(place, await bringSettings(place));
  for (const path of await pipesIn(repo)) await setAside(place, path);
  for (const name of GIT_CONFIG_FILES) await setAside(place, join(repo, name));
  await writeFile(join(repo, 'config'), gitConfigText({ bare: false, sha256: isSha256(commit), config }));
  const alternates = join(repo, ALTERNATES);
  await mkdir(dirname(alternates), { recursive: true });
  if (!(await readIfThere(alternates))) await putFile(alternates, `${storeObjects(place)}\n`);
  // Git reads through the alternates which commits exist.
  await mendRefs(repo, repositoryPaths(place), (path) => setAside(place, path));
}

/** Writes the agent's index with the entries of a commit. */
export async function repairIndex(place: RunPlace, commit: string): Promise<void> {
  const { index, repo } = runPaths(place);
  await requireFolder(repo);
  await withTemporaryIndex(index, async (made) => {
    await inStore(place, ['read-tree', commit], { index: made });
    if (!(await lstat(join(repo, 'index')).catch(() => undefined))?.isFile())
      await setAside(place, join(repo, 'index'));
    await rename(made, join(repo, 'index'));
  });
}

/** Prevents a repair behind a link, which may lead to a repository of the person. @throws BacklogError `conflict` */
async function requireFolder(repo: string): Promise<void> {
  if (!(await lstat(repo).catch(() => undefined))?.isDirectory())
    refuse('conflict', `${repo} is not a folder: its agent replaced its git folder`);
}

/** Puts missing files back, and newer versions of files. Keeps all other files, also one in place of a missing folder. */
export async function putBack(
  place: RunPlace,
  left: readonly LeftModule[],
  older: readonly LeftModule[],
): Promise<void> {
  await checkOut(place, left, []);
  await checkOut(place, older, ['-f']);
}

async function checkOut(place: RunPlace, entries: readonly LeftModule[], options: readonly string[]): Promise<void> {
  const { tree, index } = runPaths(place);
  for (const commit of new Set(entries.map((entry) => entry.commit))) {
    const paths = entries.filter((entry) => entry.commit === commit).map(({ path }) => path);
    await withTemporaryIndex(index, async (made) => {
      await inStore(place, ['read-tree', commit], { index: made });
      const here = { tree, index: made, run: place, input: joinPaths(paths) };
      await inStore(place, ['checkout-index', ...options, '-q', '-z', '--stdin'], { ...here, codes: MAY_FAIL });
    });
  }
}

/**
 * Gives the worktree exactly the files of the start of its round. Keeps changed files under rescue refs first. A link at the worktree's path is removed; its target stays as it is.
 */
export async function resetWorktree(
  place: RunPlace,
  { base, branch, start }: Repair,
  { changed, reverted }: Pick<Ground, 'changed' | 'reverted'>,
): Promise<Rescued | undefined> {
  const { tree } = runPaths(place);
  const isFolder = (await lstat(tree).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder) await setAside(place, tree);
  const rescued = isFolder && changed.length > 0 ? await rescue(place) : undefined;
  await mkdir(tree, { recursive: true });
  for (const path of [...changed, ...reverted.map((entry) => entry.path)]) await removeAll(fileOf(tree, path));
  await applyUpdate(place, branch, { base, commit: start, from: start });
  return rescued;
}

/**
 * Writes the files of a commit or ref of the private copy, byte for byte, into an empty or new folder.
 * @throws BacklogError `conflict` for a folder that is not empty
 */
export async function restoreFiles(place: RunsPlace, commit: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) refuse('conflict', `${folder} is not empty`, { hint: 'Name a new folder.' });
  const id = outputLine(await inStore(place, ['rev-parse', '--verify', `${commit}^{commit}`]));
  const { raw, objects } = await ensureRaw(place, id);
  const own = await mkdtemp(join(repositoryPaths(place).folder, 'restore-'));
  try {
    await git(storeCall(raw, ['read-tree', '-m', '-u', id], { tree: folder, index: join(own, 'index'), objects }));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
