import type { Actor } from '../domain/actor.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import type { ArchiveFile } from './archive/file.ts';
import type { ArchiveReader } from './archive/reader.ts';
import type { ArchivedRow } from './archive/row.ts';
import type { Backend } from './backend.ts';
import type { Commit } from './log/commit.ts';
import type { HistoryQuery } from './log/history.ts';
import type { LogWatch, WatchOptions } from './log/watch.ts';
import type { Maintained } from './maintain.ts';
import type { Change, RecordFields } from './state/change.ts';
import type { Tx } from './state/stage.ts';
import type { Index, State } from './state/state.ts';
import type { Timing } from './timing.ts';

export interface StoreOptions {
  /** The store's folder; also what messages call it. */
  dir: string;
  /** Where the files are, when not in `dir`. */
  backend?: Backend;
  /** An existing local folder for the diagnostics. Default: `dir`, or nowhere when `backend` says where the files are. */
  diagnostics?: string;
  /** Create a missing store. Otherwise a missing store reads as empty and refuses writes. */
  create?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Random UUIDs. */
  ids?: () => string;
  /** Throws a BacklogError when a record must not be stored. `before`: what is stored of it now, which was found good. */
  validate?: (kind: string, record: RecordFields, before: RecordFields | undefined) => void;
  /** What the kinds of records ask of the store. */
  rules?: KindRules;
  /** Load only these kinds, lazily: far faster in a large store, but reading another kind throws. */
  kinds?: readonly string[];
  /**
   * Parse a record of the checkpoint when it is first asked for, without working out any sums: far faster for a process that looks
   * at a few records and ends, and damage goes unseen where it does not look.
   */
  lazy?: boolean;
  /** Whether `maintain` writes checkpoints; a lazy store never does. Default true. */
  checkpoints?: boolean;
  /** How long a write tries against other writers, its own work not counted, in milliseconds. Default 10,000. */
  deadlineMs?: number;
  /** Commits per packed segment of a store that is made now. Default 64; small ones are for tests. */
  segmentSize?: number;
  /** Commits since the newest checkpoint after which the next is due, whatever the size of the state. Default 512. */
  checkpointEvery?: number;
  /** How long ago a refresh may have been for a write to go by what it found, in milliseconds. Default 0: each write refreshes. */
  freshMs?: number;
  /** How contention waits; replaced in simulations. */
  timing?: Timing;
}

/** Who writes, and by which command. */
export interface WriteMeta {
  command: string;
  actor: Actor;
  /** What the commit does outside the store, in a few words (`merged run 3`): such a commit cannot be undone. */
  outside?: string;
  /** The number of the commit that this one takes back. */
  undoes?: number;
}

export interface CommitResult<T> {
  value: T;
  /** The number of the commit, or null when nothing changed and none was made. */
  seq: number | null;
}

/** One queue, shared with every other process that has it open. */
export interface Store {
  /** As of the last refresh or write. */
  readonly state: State;
  /** Does the store exist? A missing one reads as empty until another process makes it and this one refreshes. */
  readonly exists: boolean;
  /** UUID of the store, or null while it does not exist. */
  readonly id: string | null;
  readonly dir: string;
  /** Adds an index; its `reset` is called at once. */
  index(index: Index): void;
  /**
   * Every commit from this number on, quiet ones too, each when it has been made, by whichever process: within a tenth of a second. Ends
   * with the signal; throws what {@link refresh} throws.
   */
  follow(options: { from: number; signal: AbortSignal }): AsyncIterable<Commit>;
  /** Says when a look at what others commit is worth its while, for who looks by {@link refresh} or {@link history}. */
  watch(options: WatchOptions): LogWatch;
  /**
   * Calls the function with every commit that this process makes, as soon as it is durable and before the write resolves, until it is
   * told to end. What it throws would fail the write: it must not.
   */
  onOwn(told: (commit: Commit) => void): () => void;
  /** Takes in what other processes committed: two cheap look-ups when there is nothing. */
  refresh(): Promise<void>;
  /**
   * Runs `fn` on the newest state and commits what it changed, all or nothing; resolves when that is durable.
   * `fn` is synchronous and may run several times, when others commit first. What it throws is passed on and nothing changes.
   * Throws `contention` when the deadline passes, `store` when the medium fails.
   */
  write<T>(meta: WriteMeta, fn: (tx: Tx) => T): Promise<CommitResult<T>>;
  /** Commits in order of their numbers, without those that only keep records alive or up to date unless asked for. */
  history(query?: HistoryQuery): AsyncIterable<Commit>;
  /** Takes a commit back by a new one; see {@link UndoOptions}. */
  undo(options: UndoOptions): Promise<Undone>;
  /** Keeps a text durably and returns its SHA-256, by which records name it. To be called before the write that names it. */
  putBlob(body: string | Uint8Array): Promise<string>;
  /** The same for many texts at once, in less time. */
  putBlobs(bodies: readonly (string | Uint8Array)[]): Promise<void>;
  /** The bytes of a blob. Throws `not-found`, or `store` when they are not what the name says. */
  getBlob(sha256: string): Promise<Buffer>;
  /**
   * Keeps what left the queue durably, in immutable files, and returns what records of the kind `archive` say of them. To be called
   * before the write that names them. `quarter`: `2026-Q3`.
   */
  putArchive(quarter: string, rows: readonly ArchivedRow[]): Promise<ArchiveFile[]>;
  /** To be called before a write that names such a file no more: it stays for a day, for those who still read it. */
  keepArchive(file: ArchiveFile): Promise<void>;
  /** One of these files, to be read in part. Nothing of it is kept in memory. */
  archive(file: ArchiveFile): ArchiveReader;
  /** Checkpoints, packs and removes garbage, each when it is due. Safe at any time, in any number of processes. */
  maintain(options?: { force?: boolean }): Promise<Maintained>;
  /** Adds a line to the store's diagnostics; never throws, and does nothing when there is no store. */
  appendDiagnostic(text: string): void;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** What was taken back. */
export interface Undone {
  undone: Commit;
  /** What was done in the first place: of an undo, that; of a redo, what it does again. */
  done: Commit;
  /** What that changes: the inverse of what it did. */
  changes: Change[];
  /** The number of the new commit; null when there is none. */
  seq: number | null;
}

/** What to take back, and how. */
export interface UndoOptions {
  actor: Actor;
  /** The commit to take back. Without it: the actor's own last change that has not been taken back. */
  seq?: number;
  /** Allow undoing another actor's commit; only together with `seq`. */
  anyone?: boolean;
  /** Take back an undo, by default the actor's own last one; `seq` may also name what was undone. */
  redo?: boolean;
  /** Only find out whether it can be done, and what it would change. */
  dryRun?: boolean;
  /** Throws when the result breaks a rule that the store does not know (a cycle, a dangling reference). `before`: the records as they were. */
  check?: (tx: Tx, undone: Commit, before: Tx['get']) => void;
  /** How a refusal names a record. Default: its kind and id. */
  nameOf?: (kind: string, id: string) => string;
  /** How a refusal says what it would have changed. */
  tell?: (changes: readonly Change[]) => string;
}
