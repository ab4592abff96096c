import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { BACKLOG_AUTHOR, storeCall } from './environment.ts';
import { git } from './git.ts';
import { identityConfig, isSha256, makeGitDir, readIfThere, writeGitPointer } from './git-dir.ts';
import { fileOf, splitRaw } from './path-text.ts';
import { type RunsPlace, repositoryPaths } from './paths.ts';
import { inStore, lineOf } from './store-repo.ts';

/**
 * A folder with exactly the files of a commit, nothing left of checks before, ignored files neither; for checks, which find a git folder
 * of their own there. One folder for each repository: a checkout writes only what differs from the last one, so one at a time.
 */
export async function checkoutScratch(place: RunsPlace, commit: string): Promise<string> {
  const { scratch } = repositoryPaths(place);
  const id = lineOf(await inStore(place, ['rev-parse', '--verify', `${commit}^{commit}`]));
  try {
    await fill(place, id);
  } catch {
    // What checks left can be beyond repair: folders without write permission, a lock of a killed git.
    await rm(scratch.folder, { recursive: true, force: true });
    await fill(place, id);
  }
  await makeRepo(place, id);
  return scratch.tree;
}

async function fill(place: RunsPlace, commit: string): Promise<void> {
  const { store, scratch } = repositoryPaths(place);
  const here = { tree: scratch.tree, index: scratch.index };
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
