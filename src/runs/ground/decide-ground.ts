import type { Run } from '../../domain/records.ts';
import type { Ground, LeftModule } from '../git/index.ts';

/** Parts of a run's folder that need repair before a round. */
export type BrokenPart = 'pointer' | 'git folder' | 'config' | 'index';

/** How the worktree gets the state from which a round may start. */
export interface GroundPlan {
  repair: BrokenPart[];
  /**
   * `keep` all files, `put back` the missing ones, `reset` to the start of the round, or `ask` a person about the
   * changed ones.
   */
  files: 'keep' | 'put back' | 'reset' | 'ask';
}

/**
 * Decides what happens to a worktree before a round. A worktree that equals the last result stays. Missing files come
 * back from the commit that has them. Changes that nobody added to the result wait for a person, unless `restore` says
 * that they are set aside. A person who adopts the worktree adopts the files of its later commits, too.
 */
export function decideGround(ground: Ground, holds: RoundStart['holds'], restore: boolean): GroundPlan {
  return { repair: brokenParts(ground), files: filesOf(ground, holds, restore) };
}

function filesOf(
  { folder, lost, left, reverted, changed }: Ground,
  holds: RoundStart['holds'],
  restore: boolean,
): GroundPlan['files'] {
  if (folder !== 'present') return 'reset';
  if (holds === 'person') return left.some((one) => isOnlyCommitted(one, changed)) ? 'put back' : 'keep';
  if (holds === 'work') {
    // The worktree has the files of another history.
    if (lost === 'not-descended' || lost === 'no-commit') return 'reset';
    return [...left, ...reverted].some(({ stays }) => !stays) ? 'put back' : 'keep';
  }
  if (changed.length > 0) return restore ? 'reset' : 'ask';
  return left.length + reverted.length > 0 ? 'reset' : 'keep';
}

/** Checks whether a changed file is in a later commit of the worktree, and no longer among its files. */
export const isOnlyCommitted = ({ path, stays }: LeftModule, changed: Ground['changed']): boolean =>
  !stays && changed.includes(path);

function brokenParts({ folder, pointer, lost, config, index }: Ground): BrokenPart[] {
  const parts: BrokenPart[] = [];
  if (folder === 'present' && pointer !== 'present') parts.push('pointer');
  if (lost !== undefined && lost !== 'no-tree') return [...parts, 'git folder'];
  if (!config) parts.push('config');
  if (!index) parts.push('index');
  return parts;
}

/** Where the run's next or present round starts. */
export interface RoundStart {
  /** The commit whose files the worktree should have. */
  commit: string;
  /**
   * `result`: the worktree should have exactly these files. `work`: a round began and recorded no result, so the agent
   * may have changed them. `person`: a person's changes become the result, or an update overwrites the files.
   */
  holds: 'result' | 'work' | 'person';
}

/** Returns the commit from which the next round of a run starts, and what else its worktree may contain. */
export function roundStart({ base, rounds = [], result, update, adopt }: Run): RoundStart {
  const commit = result?.commit ?? base;
  if (adopt || (update?.made && update.round === undefined)) return { commit, holds: 'person' };
  const made = updateSince(rounds, update);
  if (made !== undefined && update?.round === rounds.length + 1) return { commit: made, holds: 'result' };
  const last = rounds.at(-1);
  if (result && (last === undefined || last.commit === result.commit)) return { commit, holds: 'result' };
  return { commit: made ?? commit, holds: 'work' };
}

/** Returns the commit from which the present round started, whose work its result must contain. Undefined for the first. */
export function startedFrom({ rounds = [], update }: Run): string | undefined {
  const earlier = rounds.slice(0, -1);
  const isBegun = (update?.round ?? Number.POSITIVE_INFINITY) <= rounds.length;
  return (
    (isBegun ? updateSince(earlier, update) : undefined) ??
    earlier.findLast(({ commit }) => commit !== undefined)?.commit
  );
}

/** Returns the commit of an update that no result of these rounds contains: rounds that were cut off since leave none. */
function updateSince(rounds: NonNullable<Run['rounds']>, update: Run['update']): string | undefined {
  if (!update?.made || update.round === undefined) return undefined;
  return rounds.slice(update.round - 1).some(({ commit }) => commit !== undefined) ? undefined : update.made.commit;
}
