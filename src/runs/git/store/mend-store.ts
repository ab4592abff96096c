import { existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { FETCH } from '../call/environment.ts';
import { MAY_FAIL } from '../call/git.ts';
import { viewGitDir } from '../snapshot/agent-view.ts';
import { clearOldLocks, gitConfigText, isSha256 } from './git-dir.ts';
import { unbrokenRefs } from './lost-refs.ts';
import { asideName, mendRefs } from './mend-refs.ts';
import { hasRepository, ownSettings } from './own-settings.ts';
import { type RunPlace, type RunsPlace, repositoryPaths, runPaths } from './paths.ts';
import { removeDeadLock, withRefsLock } from './refs-lock.ts';
import { bringSettings, ensureStore, fetchCommit, includeText, inStore, storeRef } from './store-repo.ts';

/** A commit that a run needs, and its ref in the private copy. */
export interface Needed {
  ref: string;
  commit: string;
}

/**
 * Repairs the private copy for a run: makes it again if it is missing or git refuses it, and brings back the commits
 * that it lost. The run's own git folder and the person's repository may still have them. Usually only reads files.
 * @param base the run's start commit
 * @returns the commits that neither has
 */
export async function mendPrivateStore(place: RunPlace, base: string, needed: readonly Needed[]): Promise<string[]> {
  await mendFolder(place, base);
  const lost: string[] = [];
  for (const one of needed)
    if ((await storeRef(place, one.ref)) !== one.commit && !(await bringBack(place, base, one))) lost.push(one.commit);
  return lost;
}

/** Makes the private copy usable for git. One that git still refuses after a repair is kept beside a new one. */
async function mendFolder(place: RunPlace, like: string): Promise<void> {
  const { store, folder } = repositoryPaths(place);
  if (existsSync(store)) {
    await clearOldLocks(place);
    await mendStoreRefs(place);
    await ownSettings(place, like);
    if (await isUsable(place)) return;
    await rewriteSettings(place, like);
    if (await isUsable(place)) return;
    checkRepository(place);
    await rename(store, join(folder, asideName('store')));
  }
  checkRepository(place);
  await ensureStore(place);
  await bringSettings(place);
}

/**
 * Writes the refs of the private copy again if git refuses its packed refs. One broken line would end every run of the
 * repository. The former file stays beside the copy. Several processes may do so at the same time. The second one finds
 * nothing to repair, and none of them finds the copy without its packed refs.
 */
export async function mendStoreRefs(place: RunsPlace): Promise<void> {
  const { store, folder } = repositoryPaths(place);
  await mendCopyRefs(store, folder);
}

/** Does the same for any private copy, also that of a submodule. @param folder gets the former file */
export async function mendCopyRefs(store: string, folder: string): Promise<void> {
  await removeDeadLock(store);
  if ((await unbrokenRefs(store, store)) === undefined) return;
  await withRefsLock(store, () =>
    mendRefs(store, { store }, async (path) => {
      const to = join(folder, asideName(path));
      const facts = await lstat(path).catch(() => undefined);
      const isPacked = basename(path) === 'packed-refs' && facts?.isFile();
      await (isPacked ? copyFile(path, to) : rename(path, to)).catch((error) => {
        if (errnoOf(error) !== 'ENOENT') throw error;
      });
    }),
  );
}

async function isUsable(place: RunPlace): Promise<boolean> {
  return (await inStore(place, ['rev-parse', '--git-dir'], { codes: MAY_FAIL })).code === 0;
}

/** Writes the files of the private copy again that contain no work: its settings and, if it is missing, HEAD. */
async function rewriteSettings(place: RunPlace, like: string): Promise<void> {
  const { store } = repositoryPaths(place);
  for (const name of ['objects', 'refs']) await mkdir(join(store, name), { recursive: true });
  const config = includeText('person.config');
  await writeFile(join(store, 'config'), gitConfigText({ bare: true, sha256: isSha256(like), config }));
  if (!existsSync(join(store, 'HEAD'))) await writeFile(join(store, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(store, 'person.config'), '');
  if (hasRepository(place)) await bringSettings(place);
}

function checkRepository(place: RunPlace): void {
  if (hasRepository(place)) return;
  const { name, common, folder } = place.repository;
  refuse('conflict', `Backlog's private copy of ${name} is gone, and so is the repository: ${common ?? folder}`, {
    hint: `Name its present folder: \`repo_add FOLDER --name ${name}\`.`,
    data: { repository: name },
  });
}

/** Puts a commit under its ref again, if the private copy, the agent's git folder or the person's repository has it. */
async function bringBack(place: RunPlace, base: string, { ref, commit }: Needed): Promise<boolean> {
  // Another commit at the ref is a newer one, which no record names yet.
  const to = (await storeRef(place, ref)) === undefined ? ref : `${ref}-named`;
  const walk = await inStore(place, ['rev-list', '--objects', '--quiet', commit], { codes: MAY_FAIL });
  if (walk.code === 0) return (await inStore(place, ['update-ref', to, commit], { codes: MAY_FAIL })).code === 0;
  if (await fetchedFromAgent(place, base, `+${commit}:${to}`)) return true;
  return hasRepository(place) && (await fetchedFromPerson(place, commit, to));
}

/** Several readers may do so at the same time, so each has its own view. */
async function fetchedFromAgent(place: RunPlace, base: string, refspec: string): Promise<boolean> {
  const { repo, view: shared } = runPaths(place);
  const made = temporaryName(shared);
  try {
    const where = { of: repo, view: made, store: repositoryPaths(place).store, sha256: isSha256(base) };
    const view = await viewGitDir(where);
    return view !== undefined && (await inStore(place, [...FETCH, view, refspec], { codes: MAY_FAIL })).code === 0;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Checks whether the private copy has a commit. */
export async function storeHasCommit(place: RunsPlace, commit: string): Promise<boolean> {
  return (await inStore(place, ['cat-file', '-e', `${commit}^{tree}`], { codes: MAY_FAIL })).code === 0;
}

async function fetchedFromPerson(place: RunPlace, commit: string, ref: string): Promise<boolean> {
  try {
    await fetchCommit(place, commit, ref);
    return true;
  } catch (error) {
    // An error of the disk is no answer.
    if (error instanceof BacklogError && error.data?.errno === undefined) return false;
    throw error;
  }
}
