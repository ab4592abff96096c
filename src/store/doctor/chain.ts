import type { Commit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import type { StoreProblem } from './report.ts';

/** A commit that can't be read, or that doesn't follow its neighbours. */
export interface Damage {
  seq: number;
  path: string;
  problem: string;
  /** The commit's original line, if its neighbours prove it. */
  healed: string | null;
  /** The commit's line as its file contains it. */
  line: LogLine | null;
  /** The hash of the previous commit, and the `prev` of the next one. Null if the neighbour can't be read. */
  before: string | null;
  after: string | null;
}

export interface Walked {
  /** The newest state that commits and checkpoints result in. */
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
  /** The `prev` that the next commit must have. Null if it is unknown. */
  link: string | null;
  /** True if the state is the result of all commits so far. */
  whole: boolean;
  /** The previous commit, if only its hash is wrong. The next commit can prove its content. */
  suspect: { damage: Damage; line: string; sum: string } | null;
}

/** Accepts the content of an unreadable commit if the next commit or a checkpoint contains the hash of that content. */
export function proveSuspect(chain: Chain, sum: string): void {
  const { suspect } = chain;
  chain.suspect = null;
  if (suspect?.sum === sum) suspect.damage.healed = suspect.line;
}
