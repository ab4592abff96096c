import { present } from '../../../base/present.ts';
import type { MissingEntry } from '../../../domain/records.ts';
import { changesBetween } from '../diff/changed.ts';
import { bytePath, pathText } from '../diff/path-text.ts';
import type { RunPlace } from '../store/paths.ts';
import { factsDiffer } from '../worktree/readied.ts';
import {
  byPath,
  type ComparedWork,
  changesInModules,
  type EntryChange,
  entryChanges,
  FIND_MOVED,
  isSubmodule,
  topLevel,
  withModules,
} from './entry-changes.ts';

/** A commit whose work the result must contain, and its origin. */
export interface ExpectedWork extends Pick<MissingEntry, 'commit' | 'in'> {
  /**
   * For a commit that HEAD never had, such as that of a branch that was given up, or a stash: the commit on which its work
   * is based. Other files are not its work. Default: the run's start commit.
   */
  from?: string;
  /** True if an unfinished rebase or merge set it aside: each of its lines is expected, too. */
  isAside?: boolean;
  /** True if it shares no history with the run: its files are expected, and not what it lacks. */
  isLone?: boolean;
}

/** Returns each expected commit once. One that the agent keeps beside HEAD is that, also if an earlier list names it. */
export function distinctWork(work: readonly ExpectedWork[]): ExpectedWork[] {
  const isFirst = (one: ExpectedWork, i: number) =>
    work.findIndex(({ commit, in: origin }) => commit === one.commit && origin === one.in) === i;
  return work.filter(isFirst).map((one) => {
    const { from, isAside, isLone } =
      work.find((other) => other.commit === one.commit && other.from !== undefined) ?? {};
    return from !== undefined && one.in === 'commits' ? { ...one, from, ...present({ isAside, isLone }) } : one;
  });
}

export interface MissingOptions {
  /** The run's start commit. */
  base: string;
  /** The commit or tree of the new result. */
  result: string;
  work: readonly ExpectedWork[];
  /** The entries that the previous result lacked. They stay in the list until they are back. */
  earlier: readonly MissingEntry[];
}

/** Lists the entries of earlier work that a result lacks: files, links, submodules and modes. Sorted, each path once. */
export async function missingEntries(place: RunPlace, options: MissingOptions): Promise<MissingEntry[]> {
  const { base, result, work, earlier } = options;
  if (work.length + earlier.length === 0) return [];
  const top = topLevel(place);
  const now = await entryChanges(top.store, base, result);
  // Deleting these was no work, so that they may come back.
  const deleted = new Set(earlier.filter(({ how }) => how === 'deleted').map(({ path }) => path));
  const isBack = ({ path, how }: Pick<MissingEntry, 'path' | 'how'>) => how === 'reverted' && deleted.has(path);
  // What the setup wrote is in no result, even if the agent committed it with its own work.
  const differs = await factsDiffer(place);
  const isOfSetup = async (path: string) => !(await differs(bytePath(path)));
  const found = new Map<string, MissingEntry>();
  for (const { commit, in: origin, from, isAside, isLone } of work) {
    // Work that begins at another commit is missing if a file is as it was there.
    const start = from ?? base;
    const [changed, kept, since] = await Promise.all([
      commit === start ? [] : entryChanges(top.store, start, commit),
      start === base ? now : entryChanges(top.store, start, result),
      entryChanges(top.store, commit, result, FIND_MOVED),
    ]);
    const made = isLone ? changed.filter(({ status }) => status !== 'D') : changed;
    const all = await withModules(place, top, { made, now: kept, since }, result);
    const missing = lostChanges(from === undefined ? all : ofBranch(all));
    const partly = isAside ? await withoutLines(place, made, { commit, result }) : [];
    for (const lost of [...missing, ...partly])
      if (!found.has(lost.path) && !isBack(lost) && !(origin === 'commits' && (await isOfSetup(lost.path))))
        found.set(lost.path, { ...lost, commit, in: origin });
  }
  const inModules = await changesInModules(place, top, now, result);
  for (const entry of stillMissing(earlier, [...now, ...inModules]))
    if (!found.has(entry.path)) found.set(entry.path, entry);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Restricts a comparison to the files of a branch. What the result has as the branch is there, also if it came another way,
 * such as with the target branch.
 */
function ofBranch({ made, now, since }: ComparedWork): ComparedWork {
  const differs = new Set(since.flatMap(({ path, from }) => [path, from]));
  const own = byPath(made);
  return {
    made: made.filter(({ path }) => differs.has(path)),
    now: now.filter(({ path }) => own.has(path)),
    since,
  };
}

/**
 * Lists the paths where a result lacks earlier work: an entry was deleted, a change was reverted, or a changed mode is
 * the former one again. A renamed file is no loss.
 */
export function lostChanges({ made, now, since }: ComparedWork): Pick<MissingEntry, 'path' | 'how'>[] {
  const present = byPath(now);
  const before = byPath(made);
  // Links are often equal, so one that is gone did not become another one.
  const renamed = new Set(since.flatMap(({ from, old }) => (from === undefined || old.mode === LINK ? [] : [from])));
  const lost: { path: string; how: MissingEntry['how'] }[] = [];
  for (const change of made) {
    const now = present.get(change.path);
    if (renamed.has(change.path)) continue;
    if (now === undefined) lost.push({ path: change.path, how: 'reverted' });
    else if (isModeOnly(change) && !isModeChange(now) && now.status !== 'D')
      lost.push({ path: change.path, how: 'mode' });
  }
  for (const change of now) {
    const { path } = change;
    const earlier = before.get(path);
    if (isGone(change) && !(earlier && isGone(earlier)) && !renamed.has(path)) lost.push({ path, how: 'deleted' });
  }
  return lost.map(({ path, how }) => ({ path: pathText(path), how }));
}

/** Lists the changed files of a commit that lack lines of it in a result. */
async function withoutLines(
  place: RunPlace,
  made: readonly EntryChange[],
  { commit, result }: { commit: string; result: string },
): Promise<Pick<MissingEntry, 'path' | 'how'>[]> {
  const own = new Set(made.map(({ path }) => pathText(path)));
  const changes = await changesBetween(place, commit, result);
  return changes
    .filter(({ path, deleted, binary }) => own.has(path) && (deleted > 0 || binary))
    .map(({ path }) => ({ path, how: 'reverted' }));
}

/** Returns the missing entries that are still missing in a result with these changes since the start commit. */
function stillMissing(earlier: readonly MissingEntry[], now: readonly EntryChange[]): MissingEntry[] {
  const present = new Map(now.map((change) => [pathText(change.path), change]));
  return earlier.filter(({ path, how }) => {
    const change = present.get(path);
    if (how === 'deleted') return change !== undefined && isGone(change);
    return how === 'mode' ? change === undefined || !isModeChange(change) : change === undefined;
  });
}

/** A file or link in place of a submodule has none of its files. */
const isGone = ({ status, old, new: now }: EntryChange) => status === 'D' || (isSubmodule(old) && !isSubmodule(now));

const NONE = '000000';
const LINK = '120000';
const isModeChange = ({ old, new: now }: EntryChange) => old.mode !== now.mode;
const isModeOnly = (change: EntryChange) =>
  isModeChange(change) && change.old.mode !== NONE && change.new.mode !== NONE;
