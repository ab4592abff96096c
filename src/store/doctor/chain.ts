import type { Commit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import type { StoreProblem } from './report.ts';

/** A number whose commit cannot be read, or does not belong. */
export interface Damage {
  seq: number;
  path: string;
  problem: string;
  /** The line as it was, when its neighbours prove what that is. */
  healed: string | null;
  /** What is in its file. */
  line: LogLine | null;
  /** The sum of the commit before, and the one that the commit after it follows; null where these cannot be read. */
  before: string | null;
  after: string | null;
}

export interface Walked {
  /** The newest state that could be made of commits and checkpoints. */
  state: LiveState;
  damages: Damage[];
  /** Problems of checkpoints. */
  problems: StoreProblem[];
  /** The highest checkpoint that is sound, 0 for none: processes begin there. */
  sound: number;
  /** Blobs that some commit names. */
  named: Set<string>;
  /** The commit whose time lies furthest ahead. */
  latest: Commit | null;
}

/** Where going through the commits has come to. */
export interface Chain {
  /** What the next commit must follow; null when that is not known. */
  link: string | null;
  /** Is the state what all commits so far add up to? */
  whole: boolean;
  /** The commit just before, when only its own checksum is wrong: the next commit stores what it was. */
  suspect: { damage: Damage; line: string; sum: string } | null;
}

/** Somebody names the sum of the commit that cannot be read: when its content has that sum, the content is sound. */
export function proveSuspect(chain: Chain, sum: string): void {
  const { suspect } = chain;
  chain.suspect = null;
  if (suspect?.sum === sum) suspect.damage.healed = suspect.line;
}
