import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { refuse } from '../../../domain/errors.ts';
import { diskUse } from '../../process/disk-use.ts';
import { lockFileIn, lockHint, lockText } from '../call/cause.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import { pathText, splitPaths } from '../diff/path-text.ts';
import { forgetKept, isAllKept, type Rescued, rescue, startCommitOf } from '../snapshot/rescue.ts';
import { RESCUE_KEEPS } from '../snapshot/rescue-files.ts';
import { notTaken, writeTree } from '../snapshot/stage-files.ts';
import { clearLocks, clearOldLocks } from '../store/git-dir.ts';
import { type RunPlace, resultIndex, runPaths, runRef } from '../store/paths.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { agentEntries } from './agent-index.ts';
import { furtherFiles } from './further-trees.ts';
import { withHeadEntries } from './head-entries.ts';
import { isAsIndexed } from './own-index.ts';
import { readWork } from './readied.ts';
import { findUndeletable, removeAll } from './remove-all.ts';
import { withCommitted } from './tree-state.ts';

export interface CleanOptions {
  /** True if the result is in its target branch, or a person discarded the run. */
  done: boolean;
  /** Removes the run even if no target branch contains its work. */
  force?: boolean;
  /** Called before the removal, if nothing prevents it. After this call, no run may start working in the folder. */
  begin?: () => Promise<void>;
}

export interface Cleaned {
  /** The rescue of the run's work; undefined for a run that was never prepared and so has no work. */
  rescued: Rescued | undefined;
  /** Freed disk space in bytes; 0 if a part can't be deleted now. */
  freed: number;
  /** Absolute path of what can't be deleted now. */
  left?: string;
}

/** Prefix of a run's folder during its deletion. */
const GOING = '.gone-';

/**
 * Removes the folder of a run whose agent has ended. First `rescue` keeps all work that is not in the result under
 * refs, which are never removed.
 * @throws BacklogError `conflict` for what can't be deleted; without force, also for changes that are in no result, for a
 * result that is neither merged nor discarded, and for work that the rescue could not keep
 */
export async function cleanRun(place: RunPlace, { done, force = false, begin }: CleanOptions): Promise<Cleaned> {
  const run = runPaths(place);
  if (!existsSync(run.folder)) refuse('nothing-to-do', `${place.id} has no worktree`);
  const base = await startCommitOf(place);
  const left = force ? undefined : await workLeft(place, done);
  const kept = left && workKept(place.id, left);
  if (kept)
    refuse('conflict', kept, {
      hint: `With \`force: true\`, \`run_clean\` deletes the worktree anyway. ${RESCUE_KEEPS}`,
    });
  const stuck = await undeletableIn(place);
  if (stuck) refuse('conflict', stuck.text, { hint: stuck.hint });
  await begin?.();
  await clearLocks(place);
  await clearOldLocks(place);
  const rescued = base === undefined ? undefined : await keepWork(place, base, left);
  const freed = await diskUse(run.folder);
  const going = join(place.runs, `${GOING}${place.id}-${randomBytes(4).toString('hex')}`);
  await rename(run.folder, going).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    refuse('nothing-to-do', `another process just cleaned up ${place.id}`);
  });
  await sweepGone(place.runs);
  return existsSync(going) ? { rescued, freed: 0, left: going } : { rescued, freed };
}

/** Keeps the work that the result lacks. Usually there is none, and then no rescue is necessary. */
async function keepWork(place: RunPlace, base: string, left: WorkLeft | undefined): Promise<Rescued> {
  // Files may have been written since the first check.
  const result = left?.untouched ? await storeRef(place, runRef(place.id, 'result')) : undefined;
  if (left?.untouched && (await isUntouched(place, base, result)) && (await isAllKept(place, base)))
    return { n: 0, refs: [], left: [], lost: [] };
  const found = await rescue(place);
  if (left) refuseLoss(place.id, found);
  return forgetKept(place, found);
}

/** Work in a run's worktree that the removal of the worktree would lose. */
export interface WorkLeft {
  /** Files that differ from the result, or are not in it. */
  unsaved: string[];
  /** Nested repositories, and files in submodules and further worktrees, which a result can't contain. */
  nested: string[];
  /** True if the run has a result that was neither merged nor discarded. */
  unmerged: boolean;
  /** True if no file was changed since the result or, without a result, since the preparation. */
  untouched: boolean;
}

/**
 * Finds work that the removal of a worktree would lose. The run's agent must have ended. A run that was never prepared
 * has no work.
 */
export async function workLeft(place: RunPlace, done: boolean): Promise<WorkLeft> {
  const base = await startCommitOf(place);
  if (base === undefined) return { unsaved: [], nested: [], unmerged: false, untouched: false };
  const run = runPaths(place);
  const result = await storeRef(place, runRef(place.id, 'result'));
  const unmerged = result !== undefined && !done;
  const further = await furtherFiles(place, base);
  if (!existsSync(run.tree)) return { unsaved: [], nested: further.map(pathText), unmerged, untouched: false };
  if (further.length === 0 && (await isUntouched(place, base, result)))
    return { unsaved: [], nested: [], unmerged, untouched: true };
  const commit = result ?? base;
  const found = await withCommitted(place, await readWork(place, base), base, commit);
  const state = await withHeadEntries(place, found, { base, head: commit, entries: await agentEntries(place, base) });
  const { tree, ...links } = await withTemporaryIndex(run.index, (index) =>
    writeTree(place, state, { base, head: commit }, index),
  );
  const known = outputLine(await inStore(place, ['rev-parse', `${commit}^{tree}`]));
  const unsaved = await differing(place, known, tree);
  return { unsaved, nested: notTaken([...state.nested, ...further], links), unmerged, untouched: false };
}

/** Computes {@link WorkLeft.untouched}. The result may be missing. */
async function isUntouched(place: RunPlace, base: string, result: string | undefined): Promise<boolean> {
  const run = runPaths(place);
  return isAsIndexed(place, result === undefined ? run.index : resultIndex(run, result), base);
}

async function differing(place: RunPlace, known: string, tree: string): Promise<string[]> {
  if (known === tree) return [];
  const { out } = await inStore(place, [
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-renames',
    ...PLAIN_DIFF,
    known,
    tree,
  ]);
  return splitPaths(out).map(pathText);
}

/** Explains why Backlog keeps a worktree; undefined if its removal loses nothing. */
export function workKept(id: string, { unsaved, nested, unmerged }: WorkLeft): string | undefined {
  if (unsaved.length > 0) return `${id} has changes that its result doesn't contain`;
  if (nested.length > 0)
    return `${id} has nested repositories, files in submodules, or uncommitted files in a further worktree`;
  return unmerged ? `the result of ${id} is not merged` : undefined;
}

/** Explains what prevents the deletion of a run's folder, and how a person removes it; undefined if nothing does. */
export async function undeletableIn(place: RunPlace): Promise<{ text: string; hint: string } | undefined> {
  const { folder } = runPaths(place);
  const path = await findUndeletable(folder);
  if (path === undefined) return undefined;
  return {
    text: `can't delete the worktree of run ${place.id}: the system refuses to delete ${path}`,
    hint: `If it is immutable, make it mutable again: \`chattr -R -i -a ${shellWord(folder)}\`. Then repeat: run_clean ${place.id}.`,
  };
}

function refuseLoss(id: string, { lost, left }: Rescued): void {
  const [first] = lost;
  if (!first) return;
  const lock = lockFileIn(first.why);
  const why = lock === undefined ? `(${first.why})` : `(${lockText(lock)})`;
  refuse('conflict', `can't keep all work of ${id}: ${first.what} ${why}`, {
    hint: `${lock === undefined ? '' : `${lockHint(lock)}. `}With \`force: true\`, \`run_clean\` deletes the worktree without it.`,
    data: { lost, left },
  });
}

/** Lists the folders of runs whose deletion began and has not ended, as absolute paths. */
export async function goingFolders(runs: string): Promise<{ id: string; path: string }[]> {
  const names = (await readdir(runs).catch(() => [])).filter((name) => name.startsWith(GOING));
  return names.map((name) => ({ id: name.slice(GOING.length).replace(/-[^-]*$/, ''), path: join(runs, name) }));
}

/** Says how a person deletes what Backlog can't delete. */
export function howToDelete(path: string): string {
  const word = shellWord(path);
  return `If a file in it is immutable, make it mutable again: \`chattr -R -i -a ${word}\`. Then delete it: \`rm -rf ${word}\``;
}

/**
 * Deletes the folders that were renamed for deletion, also by killed processes. A folder that can't be deleted now is
 * deleted by a later call.
 */
async function sweepGone(runs: string): Promise<void> {
  for (const { path } of await goingFolders(runs)) await removeAll(path).catch(() => undefined);
}
