import { copyFile, mkdir, rm, statfs } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { BACKLOG_AUTHOR, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { fileOf, splitRaw } from '../diff/path-text.ts';
import { identityConfig, isSha256, makeGitDir, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import { type RunPlace, type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';

/**
 * A folder with exactly the files of a commit, nothing left of checks before, ignored files neither; for checks, which find a git folder
 * of their own there. One folder for each repository: a checkout writes only what differs from the last one, so one at a time.
 * By the id of the place a git that a killed queue left is found, as what a run left is by its own.
 */
export async function checkoutScratch(place: RunPlace, commit: string): Promise<string> {
  const { store, scratch } = repositoryPaths(place);
  const id = outputLine(await inStore(place, ['rev-parse', '--verify', `${commit}^{commit}`]));
  const empty = () => rm(scratch.folder, { recursive: true, force: true });
  try {
    await fill(place, id);
  } catch {
    // What checks left can be beyond repair: folders without write permission, a lock of a killed git.
    await empty();
    // On a full disk a part of it would keep the room that is needed to say so.
    await fill(place, id).catch(async (error) => {
      await empty();
      throw await withRoom(error, store);
    });
  }
  await makeRepo(place, id);
  return scratch.tree;
}

/** Git does not say why it cannot write a file: mostly for want of room. */
async function withRoom(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof BacklogError)) return error;
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  return new BacklogError(error.code, `${error.message} (${free} MB of disk space are free)`, {
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
  // What a check brought into submodules; git takes those for somebody else's.
  const { out } = await git(storeCall(store, ['ls-files', '-z', '-s'], here));
  for (const line of splitRaw(out)) {
    if (!line.startsWith('160000 ')) continue;
    const folder = fileOf(scratch.tree, line.slice(line.indexOf('\t') + 1));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  }
}

/** Anew each time: what runs in the folder can write to it, and nothing of ours reads it. */
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
  await writeGitPointer(scratch.tree, 'repo.git');
}
