import type { Ground } from '../git/index.ts';
import type { RoundStart } from './round-start.ts';

/** Parts of a run's folder that need repair before a round. */
export type BrokenPart = 'pointer' | 'git folder' | 'index';

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
 * that they are set aside.
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
  if (holds === 'person') return 'keep';
  if (holds === 'work') {
    // The worktree has the files of another history.
    if (lost === 'not-descended' || lost === 'no-commit') return 'reset';
    return [...left, ...reverted].some(({ stays }) => !stays) ? 'put back' : 'keep';
  }
  if (changed.length > 0) return restore ? 'reset' : 'ask';
  return left.length + reverted.length > 0 ? 'reset' : 'keep';
}

function brokenParts({ folder, pointer, lost, index }: Ground): BrokenPart[] {
  const parts: BrokenPart[] = [];
  if (folder === 'present' && pointer !== 'present') parts.push('pointer');
  if (lost !== undefined && lost !== 'no-tree') parts.push('git folder');
  else if (!index) parts.push('index');
  return parts;
}
