import type { Commit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import type { StoreProblem } from './report.ts';

/** A commit that can't be read or doesn't fit. */
export interface Damage {
  seq: number;
  path: string;
  problem: string;
  /** The original line, if its neighbours prove it. */
  healed: string | null;
  /** The line in its file. */
  line: LogLine | null;
  /** The hash of the previous commit, and the `prev` of the next one; null if these can't be read. */
  before: string | null;
  after: string | null;
}

export interface Walked {
  /** The newest state that commits and checkpoints give. */
  state: LiveState;
  damages: Damage[];
  /** Problems of checkpoints. */
  problems: StoreProblem[];
  /** The highest intact checkpoint, from which processes start to read; 0 for none. */
  sound: number;
  /** Blobs that a commit references. */
  named: Set<string>;
  /** The commit with the latest time. */
  latest: Commit | null;
}

/** Progress of the walk through the commits. */
export interface Chain {
  /** The `prev` that the next commit must have; null if unknown. */
  link: string | null;
  /** Is the state the result of all commits so far? */
  whole: boolean;
  /** The previous commit, if only its hash is wrong. The next commit contains the correct hash. */
  suspect: { damage: Damage; line: string; sum: string } | null;
}

/** Accepts the content of an unreadable commit if the next commit or a checkpoint contains the hash of that content. */
export function proveSuspect(chain: Chain, sum: string): void {
  const { suspect } = chain;
  chain.suspect = null;
  if (suspect?.sum === sum) suspect.damage.healed = suspect.line;
}
