/** A problem that an examination of a store found. */
export interface StoreProblem {
  file: string;
  problem: string;
  /** Description of the lost data. */
  lost: string;
  /** The next step for a person. */
  cure: string;
  /** A fix that loses no data. Absent if a person must decide. */
  mend?: Mend;
}

/** A fix: the files to delete and to write, by path in the store. */
export interface Mend {
  /** The number of a checkpoint to delete. */
  checkpoint?: number;
  remove?: readonly string[];
  put?: Readonly<Record<string, string>>;
}

/** The changes without which a queue can go on: all after `after`. */
export interface Cut {
  /** Number of the last change that can be read; 0 if there is none. */
  after: number;
  /** Number of the last change that may be lost. */
  to: number;
}

export interface DoctorReport {
  ok: boolean;
  problems: StoreProblem[];
  /** The changes without which the queue can go on, if a person gives them up. Null for a queue that can go on as it is. */
  cut: Cut | null;
  /** Number of files and folders that this user can't read. They weren't verified. */
  unreadable: number;
  /** Number of the last commit. */
  seq: number;
  /** Number of the last packed commit, or -1 if there is none. */
  floor: number;
  checkpoints: number[];
  blobs: number;
  /** Number of archived tasks. */
  archived: number;
  /** Number of readable records by kind. */
  records: Record<string, number>;
}

export const NOTHING = 'nothing';
export const BY_FIX = '`backlog doctor --fix` does this';
export const FROM_BACKUP = 'restore it from a backup (`backlog restore FILE`)';
export const BY_SALVAGE = `${FROM_BACKUP}, or go on without it: \`backlog doctor --salvage\``;
