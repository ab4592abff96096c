import type { Commit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import type { StoreProblem } from './report.ts';

/** A commit that is unreadable, or that doesn't match the commits before and after it. */
export interface Damage {
  seq: number;
  path: string;
  problem: string;
  /** The commit's original line, if the commits before and after it prove the line. */
  healed: string | null;
  /** The line in the commit's file. */
  line: LogLine | null;
  /** The hash of the previous commit, and the `prev` of the next one. Null if that commit is unreadable. */
  before: string | null;
  after: string | null;
}

export interface Walked {
  /** The newest state, as the result of commits and checkpoints. */
  state: LiveState;
  damages: Damage[];
  /** Problems of checkpoints. */
  problems: StoreProblem[];
  /**
   * Number of the highest checkpoint at which processes can start to read; 0 for none. It is intact, and the log has its
   * commit or the next one. Without both, no process can compare it with the log.
   */
  sound: number;
  /** Blobs that a commit references. */
  named: Set<string>;
  /** The commit with the latest time; null if there is no commit. */
  latest: Commit | null;
}

/** The state of reading all commits in order. */
export interface ChainState {
  /** The `prev` that the next commit must have. Null if it is unknown. */
  link: string | null;
  /** True if the state is the result of all commits so far. */
  whole: boolean;
  /** The previous commit if its content is readable but its hash is wrong. The next commit can prove the content. */
  suspect: { damage: Damage; line: string; sum: string } | null;
  /** Number of an intact checkpoint whose own commit is damaged. The next commit can confirm it. */
  unconfirmed: number | null;
}

/** Accepts a commit with a wrong hash if the next commit or a checkpoint has the hash of its content. */
export function proveSuspect(chain: ChainState, sum: string): void {
  const { suspect } = chain;
  chain.suspect = null;
  if (suspect?.sum === sum) suspect.damage.healed = suspect.line;
}
