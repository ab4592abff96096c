import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { writePlain } from '../../../work/paths/plain-file.ts';
import { type Author, BACKLOG_AUTHOR, runAuthor, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import type { PersonSettings } from '../call/person-settings.ts';
import { identityConfig, isSha256, makeGitDir, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import { mendStoreRefs } from '../store/mend-store.ts';
import { completeFiles } from '../store/partial.ts';
import { type RunPaths, type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { bringSettings, ensureStore, fetchCommit, inStore } from '../store/store-repo.ts';
import type { Filled } from '../submodules/fill.ts';
import { fillRun } from '../submodules/fill-run.ts';

export interface Preparation {
  /** The commit from which the run starts. */
  base: string;
  /** The agent's branch: `backlog/12-add-login-1`. It exists only in the run's own git folder. */
  branch: string;
  /** The target branch. */
  target: string;
  /** The author of the agent's commits. The agent's environment can override it. */
  author?: Author;
}

/**
 * Makes the worktree of a run: a separate git folder over the objects of the private copy, the files of the start
 * commit, and Backlog's index of these. Writes nothing into the person's repository. After a kill at any step, a second
 * call completes the work. A call after completion does nothing, because the worktree may contain work. Also fills the
 * submodules.
 * @returns the submodules, if this call prepared the worktree
 * @throws BacklogError `not-found` for a missing start commit, `conflict` for a run that was prepared from another one,
 * `invalid` for a branch name, `git` if git fails, for example in a partial clone that lacks files
 */
export async function prepareWorktree(place: RunPlace, wanted: Preparation): Promise<Filled[]> {
  const run = runPaths(place);
  const before = await preparedAs(run);
  if (before) {
    if (before.base === wanted.base && before.branch === wanted.branch) return [];
    refuse('conflict', `${place.id} already has a worktree on branch ${before.branch} from ${before.base}`, {
      hint: `The worktree may contain work. Clean it up first: run_clean ${place.id}.`,
    });
  }
  if (existsSync(join(run.tree, '.git'))) {
    // The record may be missing because a preparation was killed before its last step, or because the agent deleted it.
    // The worktree may contain work, so only the record is written again.
    writePlain(run.prepared, JSON.stringify({ ...wanted, author: undefined }));
    return [];
  }
  await ensureStore(place);
  await mendStoreRefs(place);
  await checkBranch(place, wanted.branch);
  await mkdir(run.folder, { recursive: true, mode: 0o700 });
  await Promise.all([run.repo, run.tree, run.modules, run.index, `${run.index}.lock`].map((made) => rm(made, FORCE)));
  const [settings] = await Promise.all([
    bringSettings(place),
    fetchCommit(place, wanted.base, runRef(place.id, 'base')),
  ]);
  await completeFiles(place, wanted.base);
  await Promise.all([makeRepo(place, wanted, settings), fillTree(place, run, wanted.base)]);
  await copyFile(run.index, join(run.repo, 'index'));
  const author = wanted.author ?? runAuthor(place.id);
  const filled = await fillRun(place, { commit: wanted.base, index: run.index, author });
  await writeGitPointer(run.tree);
  writePlain(run.prepared, JSON.stringify({ ...wanted, author: undefined }));
  return filled;
}

const FORCE = { recursive: true, force: true } as const;

/** Reads the record of a run's preparation; undefined if the preparation did not finish. */
export async function preparedAs(run: RunPaths): Promise<Preparation | undefined> {
  try {
    return JSON.parse(String(await readIfThere(run.prepared)));
  } catch {
    return undefined;
  }
}

/** Matches branch names that are valid without a check by git, such as the names that Backlog builds from a task. */
const PLAIN_NAME = /^[a-z0-9]+([-/][a-z0-9]+)*$/i;

async function checkBranch(place: RunPlace, branch: string): Promise<void> {
  if (PLAIN_NAME.test(branch)) return;
  const { code } = await inStore(place, ['check-ref-format', `refs/heads/${branch}`], { codes: [0, 1] });
  if (code !== 0 || branch.startsWith('-')) refuse('invalid', `${JSON.stringify(branch)} is not a valid branch name`);
}

/** Makes the agent's git folder, or replaces one that the agent destroyed. Its branch is at `base`. */
export async function makeRepo(
  place: RunPlace,
  { base, branch, author }: Preparation,
  settings: PersonSettings,
): Promise<void> {
  const { repo } = runPaths(place);
  const { store } = repositoryPaths(place);
  await makeGitDir(repo, {
    head: `ref: refs/heads/${branch}`,
    bare: false,
    sha256: isSha256(base),
    config: agentConfig(place, settings, author),
    alternates: [storeObjects(place)],
    exclude: settings.exclude,
    shallow: await readIfThere(join(store, 'shallow')),
  });
  await writeBelow(join(repo, 'refs', 'heads', branch), `${base}\n`);
  // Without a log, nothing would name the start commit if the branch is packed and the packed refs are destroyed.
  const { name, email } = BACKLOG_AUTHOR;
  const line = `${base.replace(/./g, '0')} ${base} ${name} <${email}> ${Math.floor(Date.now() / 1000)} +0000\tbranch: Created\n`;
  await writeBelow(join(repo, 'logs', 'refs', 'heads', branch), line);
}

async function writeBelow(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Returns the path of the private copy's objects, from which the agent's git folder borrows. */
export function storeObjects(place: RunPlace): string {
  return relative(join(runPaths(place).repo, 'objects'), join(repositoryPaths(place).store, 'objects'));
}

/** Returns the settings of the agent's git that differ from those of every git folder. */
export function agentConfig(place: RunPlace, { config }: PersonSettings, author = runAuthor(place.id)): string {
  return `${config}${identityConfig(author)}`;
}

async function fillTree(place: RunPlace, run: RunPaths, base: string): Promise<void> {
  await mkdir(run.tree, { recursive: true });
  const { store } = repositoryPaths(place);
  await git(storeCall(store, ['read-tree', '-m', '-u', base], { tree: run.tree, index: run.index, run: place }));
}
