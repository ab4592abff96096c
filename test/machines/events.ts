import { finishedLines } from '../support/files.ts';

/**
 * What a writer did, with the times of its beginning and end in milliseconds of a clock that all processes of this
 * computer share. No test changes that clock.
 */
export interface Event {
  /** The writer. */
  who: string;
  /** The writer's machine. */
  machine: number;
  from: number;
  to: number;
  what:
    | 'add'
    | 'document'
    | 'body'
    | 'claim'
    | 'release'
    | 'renew'
    | 'land'
    | 'edit'
    | 'look'
    | 'open'
    | 'history'
    | 'pack'
    | 'forge';
  /** `refused` by a rule of the queue; `failed` because the server gave no answer; `wrong` if no fault explains it. */
  end: 'done' | 'refused' | 'failed' | 'wrong';
  /** The commit of a write, or the last commit that a reader saw. */
  seq?: number;
  /** Name of the added record. */
  op?: string;
  /** The number that an added record got. */
  id?: number;
  /** SHA-256 of a body. */
  sha?: string;
  /** The file of an edit. */
  path?: string;
  /** Whether an edit or a forgery is allowed. */
  allowed?: boolean;
  /** What a reader saw: the sum of its last commit, the number of records, and the last number. */
  head?: string;
  ops?: number;
  last?: number;
  /** Sums of consecutive commits that a reader was given, from the number `first` on. */
  first?: number;
  sums?: string[];
  /** Message of an error. */
  why?: string;
}

/** Reads what the writers of a file have recorded. The last line of a killed writer may be incomplete. */
export function readEvents(file: string): Event[] {
  return finishedLines(file).map((line) => JSON.parse(line) as Event);
}
