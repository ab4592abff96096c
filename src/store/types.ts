import type { Actor } from '../domain/actor.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import type { ArchivedRow, ArchiveFile } from './archive/file.ts';
import type { ArchiveReader } from './archive/reader.ts';
import type { StoreAuthors } from './authors/authors.ts';
import type { Backend } from './backend.ts';
import type { TailDamage } from './failure.ts';
import type { StoreFigures } from './figures.ts';
import type { Commit } from './log/commit.ts';
import type { HistoryQuery } from './log/history.ts';
import type { RecentCommits } from './log/news.ts';
import type { LogWatch, WatchOptions } from './log/watch.ts';
import type { Maintained } from './maintain.ts';
import type { Change, RecordFields } from './state/change.ts';
import type { Tx } from './state/stage.ts';
import type { Index, State } from './state/state.ts';
import type { Timing } from './timing.ts';

export interface StoreOptions {
  /** The store's folder. It is also the store's name in messages. */
  dir: string;
  /** Address of a queue on a server. The default is the one in `dir`; without both, the queue is in `dir`. */
  address?: string;
  /** Storage for the files, if they aren't in `dir`. */
  backend?: Backend;
  /**
   * An existing local folder for the diagnostics. The default is `dir`. With `backend`, there is no default, and
   * diagnostics aren't stored without this folder.
   */
  diagnostics?: string;
  /** Creates a missing store. Without this option, a missing store reads as empty and refuses writes. */
  create?: boolean;
  /** Returns the current time, in milliseconds since the epoch. */
  now?: () => number;
  /** Returns random UUIDs. */
  ids?: () => string;
  /** Throws a BacklogError for an invalid record. `before` is the stored version, which is valid. */
  validate?: (kind: string, record: RecordFields, before: RecordFields | undefined) => void;
  /** The store's rules for each kind of record. */
  rules?: KindRules;
  /** Loads only these kinds, on demand. This is much faster in a large store. Reading another kind throws. */
  kinds?: readonly string[];
  /**
   * Parses records of the checkpoint on first use and skips checksums. This is much faster for a process that reads a
   * few records and ends. It doesn't detect damage of other records.
   */
  lazy?: boolean;
  /** Blocks the process during reads and syncs, which is faster if it has no other work. Lazy stores always do. */
  blocking?: boolean;
  /**
   * Set if nobody waits for this process. Then a call waits for a server that doesn't answer, for at most a day.
   */
  unattended?: boolean;
  /** True if `maintain` writes checkpoints. A lazy store never writes one. Default true. */
  checkpoints?: boolean;
  /**
   * Maximum time for retries after other writers committed first, in milliseconds. The time of the write's own work
   * doesn't count. Default 10,000.
   */
  deadlineMs?: number;
  /** Number of commits per packed segment of a new store. Default 64; tests use less. */
  segmentSize?: number;
  /** Number of commits between checkpoints of a small store. Default 512. */
  checkpointEvery?: number;
  /** Maximum age of a refresh that a write uses, in milliseconds. Default 0: each write refreshes. */
  freshMs?: number;
  /** Clock and random numbers for retries. Simulations replace them. */
  timing?: Timing;
}

/** The author and the command of a write. */
export interface WriteMeta {
  command: string;
  actor: Actor;
  /** The commit's effect outside the store, in a few words, such as `merged run 3`. Undo refuses such a commit. */
  outside?: string;
  /** The number of the commit that this one undoes. */
  undoes?: number;
}

export interface CommitResult<T> {
  value: T;
  /** The number of the commit. Null if nothing changed and there is no commit. */
  seq: number | null;
}

/** One store, shared with all processes that have opened it. */
export interface Store {
  /** The state as of the last refresh or write. */
  readonly state: State;
  /** True if the store exists. A missing one reads as empty until it is created and this process refreshes. */
  readonly exists: boolean;
  /**
   * Damage after the last change that can be read, as of the last refresh or write. Null for a sound queue. Until a
   * person repairs it, the state is that of the last sound change, and writes are refused.
   */
  readonly tail: TailDamage | null;
  /** The store's UUID, or null while the store doesn't exist. */
  readonly id: string | null;
  readonly dir: string;
  /** Address of the queue, if it is on a server. Then `dir` has only what belongs to this machine. */
  readonly address: string | undefined;
  /** Adds an index and calls its `reset`. */
  index(index: Index): void;
  /**
   * Yields every commit from this number on, including quiet ones, within a tenth of a second after any process wrote
   * it; on a server with many commits, within a second. Ends when the signal aborts.
   * @throws the errors of {@link refresh}, except that a server doesn't answer
   */
  follow(options: { from: number; signal: AbortSignal }): AsyncIterable<Commit>;
  /**
   * Reads the commits of other processes, and yields every commit from this number on, including quiet ones. On a server
   * it is one request, whatever the number of commits.
   * @throws the errors of {@link refresh}
   */
  news(from: number): AsyncIterable<Commit>;
  /**
   * Returns a watch that reports when other processes may have committed. Its callers then call {@link news}.
   */
  watch(options: WatchOptions): LogWatch;
  /**
   * Calls the function with every commit of this process, when it is durable and before the write resolves. The
   * function must not throw, because its error would fail the write.
   * @returns a function that removes the listener
   */
  onOwn(listener: (commit: Commit) => void): () => void;
  /** Reads the commits of other processes. Costs two cheap calls if there are no new commits, and on a server one. */
  refresh(): Promise<void>;
  /** The newest commits that this process has applied, if it keeps them. Reading them asks the medium nothing. */
  readonly recent: RecentCommits;
  /**
   * Runs `fn` on the newest state and commits all of its changes or none. Resolves when they are durable. `fn` is
   * synchronous, and runs again if others commit first. If `fn` throws, nothing changes, and the write throws the same
   * error.
   * @throws BacklogError `contention` after the deadline; `store` if the medium fails
   */
  write<T>(meta: WriteMeta, fn: (tx: Tx) => T): Promise<CommitResult<T>>;
  /** Yields commits by number. By default, it skips quiet commits, which only renew or update records. */
  history(query?: HistoryQuery): AsyncIterable<Commit>;
  /** The authors of tasks. They are read from the log when somebody asks for them. */
  readonly authors: StoreAuthors;
  /** Undoes a commit by a new commit. */
  undo(options: UndoOptions): Promise<Undone>;
  /** Stores a text durably and returns its SHA-256. Call it before the write that references the text. */
  putBlob(body: string | Uint8Array): Promise<string>;
  /** Stores many texts durably. This is faster than storing them one by one. */
  putBlobs(bodies: readonly (string | Uint8Array)[]): Promise<void>;
  /**
   * Returns a blob's bytes.
   * @throws BacklogError `not-found`; `store` if the bytes don't match the hash
   */
  getBlob(sha256: string): Promise<Buffer>;
  /**
   * Stores archived tasks durably in immutable files, and returns the records of kind `archive` for them. Call it
   * before the write that references the files. `quarter` looks like `2026-Q3`.
   */
  putArchive(quarter: string, rows: readonly ArchivedRow[]): Promise<ArchiveFile[]>;
  /** Keeps an archive file for another day for readers. Call it before a write removes its last reference. */
  keepArchive(file: ArchiveFile): Promise<void>;
  /** Returns a reader for one archive file. It reads only the requested parts, and keeps nothing in memory. */
  archive(file: ArchiveFile): ArchiveReader;
  /** Writes a checkpoint, packs commits and deletes garbage, if due. Any process may call it at any time. */
  maintain(options?: { force?: boolean }): Promise<Maintained>;
  /** Returns what this process has counted. */
  figures(): StoreFigures;
  /** Returns once why other sessions' edits are checked against this process's claims only by a server. */
  takeUnguarded(): string | undefined;
  /** Appends a line to the store's diagnostics. Never throws, and does nothing for a missing store. */
  appendDiagnostic(text: string): void;
  /** Waits for pending work, then closes the store. */
  close(): Promise<void>;
}

/** Result of an undo. */
export interface Undone {
  undone: Commit;
  /** The original commit: for an undo, the undone commit; for a redo, the commit whose changes apply again. */
  done: Commit;
  /** The inverse of the undone commit's changes. */
  changes: Change[];
  /** The number of the new commit. Null for a dry run, or if nothing changed. */
  seq: number | null;
}

/** Selects the commit to undo, and sets the conditions. */
export interface UndoOptions {
  actor: Actor;
  /** The number of the commit to undo. Default: the actor's own last change that isn't undone. */
  seq?: number;
  /** Allows the undo of another actor's commit. Only valid with `seq`. */
  anyone?: boolean;
  /** Undoes an undo: by default, the actor's own last one. `seq` may be its number or the undone commit's. */
  redo?: boolean;
  /** Checks whether the undo is possible and computes the changes, but writes nothing. */
  dryRun?: boolean;
  /**
   * Throws if the result violates a rule that the store doesn't check, such as a cycle or a reference to a missing
   * task. `before` reads the records before the undo.
   */
  check?: (tx: Tx, undone: Commit, before: Tx['get']) => void;
  /** Formats the name of a record for an error message. Default: its kind and id. `removed` has its last fields. */
  nameOf?: (kind: string, id: string, removed: RecordFields | undefined) => string;
  /** Names the original commit for an error: `completing #42 Translate the checkout`. Default: its number and author. */
  whatOf?: (done: Commit, removedAs: (kind: string, id: string) => RecordFields | undefined) => string;
  /** Formats the time of a later commit for an error message. Default: the instant. */
  timeText?: (at: string) => string;
  /** Describes the changes of the undo for an error message. */
  describeChanges?: (changes: readonly Change[]) => string;
}
