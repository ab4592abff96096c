/**
 * Storage for a store's files, with only the operations of an object store: put-if-absent, get, list and delete. A file
 * appears complete, is durable when `put` resolves, and never changes. Paths are relative and use `/`. Only `layout.ts`
 * builds paths. Names that start with `.tmp-` belong to the backend. If the medium fails, a call throws a `store`
 * {@link BacklogError} that names the file.
 */
export interface Backend {
  /** Creates a file. Returns null if the path exists already. */
  put(path: string, data: Content): Promise<PutResult | null>;
  /**
   * Creates many files. Only media where a batch is faster than single files have this method. Resolves to the paths
   * that existed already.
   */
  putAll?(files: readonly NewFile[]): Promise<string[]>;
  /**
   * Creates the next commit in one request, if the log still ends with the commit before it. Only media where each call is
   * a request have this method. Without it, or if the answer is `unsure`, {@link put} creates commits.
   */
  append?(next: NextCommit): Promise<Appended>;
  /**
   * Appends a commit after the writers that already wait for their turn. A backend with {@link append} may have this
   * method, for a writer that others were faster than. `take` gets the commits from the path `from` on, as soon as the
   * writer waits. `make` gets those that follow them and returns the commit that follows these, or null to append nothing.
   * Others wait meanwhile, for at most `heldMs` milliseconds. Neither function throws.
   */
  appendInTurn?(turn: {
    from: string;
    heldMs: number;
    take: (missing: AppendedFile[]) => void;
    make: (missing: AppendedFile[]) => NextCommit | null;
  }): Promise<Appended>;
  /**
   * Reads the commits of the log from a path on, the given one included, as they were at one moment, in one request. Only
   * media where each call is a request have this method.
   */
  since?(last: LastCommit): Promise<CommitsSince>;
  /** Returns a file's content, or a byte range of it. Returns null if the file doesn't exist. */
  get(path: string, range?: ByteRange): Promise<Buffer | null>;
  /**
   * Reads many files that are small, with few requests. Only media where each read is a request have this method.
   * Resolves to content by path. It may lack files that are not small; read these with `get`.
   */
  getSmall?(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /**
   * Opens a file for reads of byte ranges. Each read is synchronous and works even after the file was deleted. Returns
   * null if the file doesn't exist. A backend lacks this method if every read is a request. Callers then read the
   * complete file.
   */
  hold?(path: string): Promise<HeldFile | null>;
  /**
   * Reads a file to its end without keeping its content. Returns null if the file doesn't exist. A backend lacks this
   * method if it can only get complete files.
   */
  sum?(path: string): Promise<FileSum | null>;
  /** Lists a folder's direct content by name; with `after`, only later names. A missing folder has none. */
  list(folder: string, options?: { after?: string }): Promise<FolderEntry[]>;
  /**
   * Lists all files whose paths come after `after`, in order, by one request if there are not too many. Only media
   * where a request takes much longer than its data have this method.
   */
  listAll?(after: string): Promise<ListedPath[]>;
  /**
   * Returns a view of all files of one moment but blobs and archive files, for reading the state with few requests.
   * Returns null if there is no store. A call of the view throws if a file has disappeared since.
   */
  atOnce?(): Promise<Backend | null>;
  /** Deletes a file. Does nothing if the file is missing or the path is a folder. */
  delete(path: string): Promise<void>;
  /**
   * Calls `changed` when names may have appeared in a folder or disappeared from it.
   * @returns a function that stops the watch; undefined if the medium doesn't report changes
   */
  watch?(folder: string, changed: () => void): (() => void) | undefined;
  /** Minimum time between two looks for changes, in milliseconds, if each look is a request that may cost money. */
  readonly pollMs?: number;
  /** Set if an earlier state can replace the present one at any time: by a restore, or by a standby that lacks commits. */
  readonly mayBeRestored?: true;
  /** Returns the number of open connections, if the medium has any. */
  connections?(): number;
  /**
   * Checks whether this user may write what readers trust without its commits: checkpoints and the authors of tasks. A
   * medium without this method lets everybody.
   */
  mayWriteState?(): Promise<boolean>;
  /** Ends the connections, if the medium has any. A later call connects again. */
  close?(): Promise<void>;
  /** The storage's name for messages. */
  readonly location: string;
  /** Maintenance for a disk, on which a killed writer leaves incomplete files. An object store needs none. */
  readonly upkeep?: BackendUpkeep;
  /** Deletion of old files. Memory lacks it. */
  readonly garbage?: BackendGarbage;
}

/** Size of a file in bytes, and the 64 hexadecimal digits of its SHA-256. */
export interface FileSum {
  bytes: number;
  sha256: string;
}

/** An open file. It is closed when it is garbage-collected. */
export interface HeldFile {
  /** The file's name for messages. */
  readonly location: string;
  /** Size of the file, in bytes. */
  readonly size: number;
  /**
   * Returns the bytes from `from` to `to - 1`, or fewer at the end of the file. The next read may overwrite them: copy
   * what must stay.
   */
  read(from: number, to: number): Buffer;
}

/** Content of a file to write. A large file is an iterable of pieces, so that it is never in memory as a whole. */
export type Content = Uint8Array | string | Iterable<string | Uint8Array>;

export interface NewFile {
  path: string;
  data: Uint8Array | string;
}

/** A commit to append, and what must hold for it. */
export interface NextCommit {
  /** Path of the commit's file in the log. */
  path: string;
  /** Content of the file. */
  line: string;
  /** The commit that it follows: its path in the log, and its hash, which the medium computes again. */
  before: { path: string; sum: string };
  /** Path of the segment that would contain the commit. It must not exist. */
  segment: string;
  /** Content of `format.json`. */
  format: string;
  /** Path of the writer's own turn, if it has one. Older turns of others go first. */
  turn?: string;
}

/**
 * What became of a commit to append. Only if it was created has the medium changed.
 * - `taken`: others have committed; these are their commits from the wanted number on. With `queue`, writers wait in
 * {@link Backend.appendInTurn}, and this one must, too. Then there may be no such commits.
 * - `turn`: another writer's turn goes first.
 * - `unsure`: a condition doesn't hold or can't be checked.
 */
export type Appended = PutResult | { taken: AppendedFile[]; queue?: true } | 'turn' | 'unsure';

/** The last commit that a process has read. */
export interface LastCommit {
  /** Its path in the log. */
  path: string;
  /** The tag of its file, as far as known. With the same tag, its content is left out. */
  tag: string;
  /** Path of the last segment that the process knows, or the beginning of their paths. */
  segment: string;
}

export interface CommitsSince {
  /** The commits in order. The first one is the given one, if it is still there. */
  commits: AppendedFile[];
  /** Whether more commits follow. */
  more: boolean;
  /** Whether there are segments after the given one. */
  segments: boolean;
}

/** A commit of the log, from the wanted number on. */
export interface AppendedFile {
  path: string;
  tag: string;
  /** Null for a commit that is too long to be read together with others, or that the reader has. */
  bytes: Buffer | null;
}

export interface PutResult {
  tag: string;
}

/** Selects the bytes from `from` to `to - 1`, or fewer at the end of the file. */
export interface ByteRange {
  from: number;
  to: number;
}

export interface FolderEntry {
  /** Name of a file or, on a disk, of a folder. */
  name: string;
  /**
   * Returns the file's facts, or null if the file is missing. An object store lists these with the name; a disk needs
   * another call.
   */
  facts(): FileFacts | null;
}

/** A file with its path in the store. */
export interface ListedPath {
  path: string;
  /** Null if the file has disappeared since. */
  facts: FileFacts | null;
}

export interface FileFacts {
  /** A text that changes when the file is replaced or modified. */
  tag: string;
  /** Time of the last modification, in milliseconds since the epoch. */
  modified: number;
}

export interface BackendUpkeep {
  /** Makes the names in a folder durable (fsync), including those that other processes created. */
  sync(folder: string): Promise<void>;
  /**
   * Deletes files of interrupted `put` calls in a folder that are older than `before`.
   * @returns the number of deleted files and folders
   */
  sweep(folder: string, before: number): Promise<number>;
}

export interface BackendGarbage {
  /** Makes a file durable and sets its time to now. Returns false if the file is missing. */
  renew(path: string): Promise<boolean>;
  /**
   * Finds the files below a folder that nobody created or renewed for an age in milliseconds. A disk compares with
   * `now`, in milliseconds since the epoch, and a server with its own clock, or with the earlier of both. A caller then
   * reads the log to its end, and removes the files that no commit names.
   */
  old(folder: string, than: { age: number; now: number }): Promise<OldFiles>;
}

/** Files that nobody created or renewed for an age. */
export interface OldFiles {
  readonly paths: readonly string[];
  /**
   * Deletes some of the files. Keeps files that another process has renewed since they were found. A medium that can't
   * check and delete in one step first marks them, and deletes them in a later sweep.
   * @returns the number of deleted files
   */
  remove(paths: readonly string[]): Promise<number>;
}
