/** Something about a store that is not as it should be. */
export interface StoreProblem {
  file: string;
  problem: string;
  /** The data that is lost by it. */
  lost: string;
  /** How to get it back. */
  cure: string;
  /** What mends it without losing anything; absent where only a person can decide. */
  mend?: Mend;
}

/** What to take away and what to put in its place, by path in the store. */
export interface Mend {
  /** The number of a checkpoint that goes. */
  checkpoint?: number;
  remove?: readonly string[];
  put?: Readonly<Record<string, string>>;
}

/** What a complete reading of a store found. */
export interface Report {
  ok: boolean;
  problems: StoreProblem[];
  /** Files and folders that this user may not read, and that were not examined. */
  unreadable: number;
  /** Number of the last commit. */
  seq: number;
  /** Number of the last packed commit, -1 for none. */
  floor: number;
  checkpoints: number[];
  blobs: number;
  /** Archived tasks. */
  archived: number;
  /** Records by kind; what could be read of them. */
  records: Record<string, number>;
}

export const NOTHING = 'nothing';
export const BY_FIX = '`backlog doctor --fix` does it';
export const FROM_BACKUP = 'restore it from a backup';
