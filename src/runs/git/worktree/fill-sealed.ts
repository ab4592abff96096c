import { copyFile, lstat, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { BACKLOG_AUTHOR, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { touchedEntries } from '../diff/diff-files.ts';
import { fileOf } from '../diff/path-text.ts';
import {
  identityConfig,
  idLength,
  isSha256,
  makeGitDir,
  readIfThere,
  readIndex,
  writeGitPointer,
} from '../store/git-dir.ts';
import { ownSettings } from '../store/own-settings.ts';
import { type RunPlace, type RunsPlace, repositoryPaths, type SealedPaths } from '../store/paths.ts';
import { fillSubmodules } from '../submodules/fill.ts';
import { allEntries, forgetTimes, indexEntries } from './index-entries.ts';
import { clearFolder } from './remove-all.ts';
import { removeBeside } from './strays.ts';

/**
 * Fills a folder with exactly the files of a commit, given by its id, and of its submodules, for checks. Nothing of
 * earlier checks remains, not even ignored files. The folder has a separate git folder for the checks. Only one process
 * may use a folder at a time. A checkout writes only the differences from the previous one. `place.id` marks the git
 * processes, so that a sweep finds them after a kill.
 * @returns Backlog's index of the files
 */
export async function fillSealed(place: RunPlace, at: SealedPaths, commit: string): Promise<Buffer> {
  const { store } = repositoryPaths(place);
  await ownSettings(place, commit);
  try {
    await putKnownIndex(at, commit);
    await fill(place, at, commit);
  } catch {
    // Checks can leave a folder that git can't clean: without write permission, or with the lock of a killed git.
    await clearFolder(at.folder);
    // On a full disk, deletes the incomplete files, because storing the failure needs space.
    await fill(place, at, commit).catch(async (error) => {
      await clearFolder(at.folder);
      throw await withRoom(error, store);
    });
  }
  await makeRepo(place, at, commit);
  await fillSubmodules(place, { ...at, commit, config: identityConfig(BACKLOG_AUTHOR) });
  const index = await readIndex(at.index);
  keepIndex(at, index);
  return index;
}

/** The indexes of the folders that this process filled last, by path. */
const known = new Map<string, Buffer>();
const MOST_KNOWN = 4;

function keepIndex(at: SealedPaths, index: Buffer): void {
  known.delete(at.index);
  known.set(at.index, index);
  for (const [first] of known) if (known.size > MOST_KNOWN) known.delete(first);
}

/**
 * Puts the index back that this process wrote for a folder. Of another one, nobody knows whether a check wrote it, and git
 * would take the files for those of the commit that it names. Without one, the folder is filled from the beginning.
 */
async function putKnownIndex(at: SealedPaths, commit: string): Promise<void> {
  const index = known.get(at.index);
  const facts = await lstat(at.folder).catch(() => undefined);
  if (index === undefined || !facts?.isDirectory()) return void (await clearFolder(at.folder));
  await removeBeside(at);
  await writeFile(at.index, await withoutTouched(at.tree, { commit, index }), { flag: 'wx' });
}

/**
 * Returns an index without the times of files that somebody touched since, so that git looks at their content. Git itself
 * compares only seconds.
 * @param commit a commit with ids of the same kind
 */
export async function withoutTouched(
  tree: string,
  { commit, index }: { commit: string; index: Buffer },
): Promise<Buffer> {
  const length = idLength(commit);
  const entries = allEntries(index, length) ?? [];
  const touched = (await touchedEntries(tree, entries)) ?? entries;
  const bytes = Buffer.from(index);
  const files = touched.filter(({ isSubmodule }) => !isSubmodule).map(({ path }) => path);
  if (files.length > 0) forgetTimes(bytes, new Set(files), length);
  return bytes;
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

async function fill(place: RunPlace, at: SealedPaths, commit: string): Promise<void> {
  const { store } = repositoryPaths(place);
  const here = { tree: at.tree, index: at.index, run: place };
  await ensureFolder(at.tree);
  await git(storeCall(store, ['read-tree', '--reset', '-u', commit], here));
  await git(storeCall(store, ['clean', '-ffdxq'], here));
  // Empties the folders of submodules, because git does not clean them.
  for (const { path, isSubmodule } of indexEntries(await readIndex(at.index), idLength(commit))) {
    if (!isSubmodule) continue;
    const folder = fileOf(at.tree, path);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  }
}

/** Makes a folder. Removes a link in its place, because git would write through it. */
async function ensureFolder(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts && !facts.isDirectory()) await rm(path);
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/**
 * Makes the git folder of the checks again before each use. Checks can change it, and Backlog's own git never runs in
 * it.
 */
async function makeRepo(place: RunsPlace, at: SealedPaths, commit: string): Promise<void> {
  const { store } = repositoryPaths(place);
  await makeGitDir(at.repo, {
    head: commit,
    bare: false,
    sha256: isSha256(commit),
    config: identityConfig(BACKLOG_AUTHOR),
    alternates: [relative(join(at.repo, 'objects'), join(store, 'objects'))],
    shallow: await readIfThere(join(store, 'shallow')),
  });
  await copyFile(at.index, join(at.repo, 'index'));
  await rm(join(at.tree, '.git'), { recursive: true, force: true });
  await writeGitPointer(at.tree);
}
