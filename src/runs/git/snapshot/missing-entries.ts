import type { MissingEntry } from '../../../domain/records.ts';
import type { RawChange } from '../diff/changed.ts';
import { entryChanges } from '../diff/compare.ts';
import { pathText } from '../diff/path-text.ts';
import type { RunPlace } from '../store/paths.ts';

/** A commit whose work the result must contain, and its origin. */
export type ExpectedWork = Pick<MissingEntry, 'commit' | 'in'>;

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
  const now = await entryChanges(place, base, result);
  const found = new Map<string, MissingEntry>();
  for (const from of work) {
    const { commit } = from;
    const [made, since] = await Promise.all([
      commit === base ? [] : entryChanges(place, base, commit),
      entryChanges(place, commit, result, MOVED),
    ]);
    for (const lost of lostChanges({ made, now, since }))
      if (!found.has(lost.path)) found.set(lost.path, { ...lost, ...from });
  }
  for (const entry of stillMissing(earlier, now)) if (!found.has(entry.path)) found.set(entry.path, entry);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The part of a file that must be the same in a moved file. A new file may be similar to a lost one by chance. */
const MOVED = '-M80%';

type Change = Pick<RawChange, 'path' | 'from' | 'status' | 'old' | 'new'>;

interface Compared {
  /** From the start commit to the earlier work, without renames. */
  made: readonly Change[];
  /** From the start commit to the result, without renames. */
  now: readonly Change[];
  /** From the earlier work to the result, with renames. */
  since: readonly Change[];
}

/**
 * Lists the paths where a result lacks earlier work: an entry was deleted, a change was reverted, or a changed mode is
 * the former one again. A renamed file is no loss.
 */
export function lostChanges({ made, now, since }: Compared): Pick<MissingEntry, 'path' | 'how'>[] {
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
  for (const { path, status } of now)
    if (status === 'D' && before.get(path)?.status !== 'D' && !renamed.has(path)) lost.push({ path, how: 'deleted' });
  return lost.map(({ path, how }) => ({ path: pathText(path), how }));
}

/** Returns the missing entries that are still missing in a result with these changes since the start commit. */
function stillMissing(earlier: readonly MissingEntry[], now: readonly Change[]): MissingEntry[] {
  const present = new Map(now.map((change) => [pathText(change.path), change]));
  return earlier.filter(({ path, how }) => {
    // Every snapshot finds these again.
    if (how === 'refused' || how === 'unreachable') return false;
    const change = present.get(path);
    if (how === 'deleted') return change?.status === 'D';
    return how === 'mode' ? change === undefined || !isModeChange(change) : change === undefined;
  });
}

const byPath = (list: readonly Change[]) => new Map(list.map((change) => [change.path, change]));

const NONE = '000000';
const LINK = '120000';
const isModeChange = ({ old, new: now }: Change) => old.mode !== now.mode;
const isModeOnly = (change: Change) => isModeChange(change) && change.old.mode !== NONE && change.new.mode !== NONE;
