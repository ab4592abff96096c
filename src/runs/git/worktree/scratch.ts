import { copyFile, mkdir, readFile, rm, statfs } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { BACKLOG_AUTHOR, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { fileOf } from '../diff/path-text.ts';
import { identityConfig, idLength, isSha256, makeGitDir, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import { type RunPlace, type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { fillSubmodules } from '../submodules/fill.ts';
import { indexEntries } from './index-entries.ts';

/**
 * Fills a folder with exactly the files of a commit, given by its id, and of its submodules, for checks. Nothing of earlier checks remains,
 * not even ignored files. The folder has a separate git folder for the checks. Each repository has one such folder, and
 * only one process may use it at a time. A checkout writes only the differences from the previous one. `place.id` marks
 * the git processes, so that a sweep finds them after a kill.
 */
export async function checkoutScratch(place: RunPlace, commit: string): Promise<string> {
  const { store, scratch } = repositoryPaths(place);
  const empty = () => rm(scratch.folder, { recursive: true, force: true });
  try {
    await fill(place, commit);
  } catch {
    // Checks can leave a folder that git can't clean: without write permission, or with the lock of a killed git.
    await empty();
    // On a full disk, deletes the incomplete files, because storing the failure needs space.
    await fill(place, commit).catch(async (error) => {
      await empty();
      throw await withRoom(error, store);
    });
  }
  await makeRepo(place, commit);
  const config = identityConfig(BACKLOG_AUTHOR);
  await fillSubmodules(place, { ...scratch, commit, config });
  return scratch.tree;
}

/** Adds the free disk space to an error. Git doesn't report why it can't write; usually the disk is full. */
async function withRoom(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof BacklogError)) return error;
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  return new BacklogError(error.code, `${error.message} (free disk space: ${free} MB)`, {
    ...present({ hint: error.hint, data: error.data }),
    cause: error,
  });
}

async function fill(place: RunPlace, commit: string): Promise<void> {
  const { store, scratch } = repositoryPaths(place);
  const here = { tree: scratch.tree, index: scratch.index, run: place };
  await mkdir(scratch.tree, { recursive: true, mode: 0o700 });
  await rm(`${scratch.index}.lock`, { force: true });
  await git(storeCall(store, ['read-tree', '--reset', '-u', commit], here));
  await git(storeCall(store, ['clean', '-ffdxq'], here));
  // Empties the folders of submodules, because git does not clean them.
  for (const { path, isSubmodule } of indexEntries(await readFile(scratch.index), idLength(commit))) {
    if (!isSubmodule) continue;
    const folder = fileOf(scratch.tree, path);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  }
}

/**
 * Makes the git folder of the checks' folder again before each use. Checks can change it, and Backlog's own code never
 * reads it.
 */
async function makeRepo(place: RunsPlace, commit: string): Promise<void> {
  const { store, scratch } = repositoryPaths(place);
  await makeGitDir(scratch.repo, {
    head: commit,
    bare: false,
    sha256: isSha256(commit),
    config: identityConfig(BACKLOG_AUTHOR),
    alternates: [relative(join(scratch.repo, 'objects'), join(store, 'objects'))],
    shallow: await readIfThere(join(store, 'shallow')),
  });
  await copyFile(scratch.index, join(scratch.repo, 'index'));
  await rm(join(scratch.tree, '.git'), { recursive: true, force: true });
  await writeGitPointer(scratch.tree);
}
