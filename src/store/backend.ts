/**
 * Storage for a store's files, with no more operations than an object store has: put-if-absent, get, list and delete. A
 * file appears complete, is durable when `put` resolves, and never changes. Paths are relative and use `/`; only
 * `layout.ts` builds them. Names that start with `.tmp-` belong to the backend. If the medium fails, a call throws a
 * `store` {@link BacklogError} that names the file.
 */
export interface Backend {
  /** Creates a file. Returns null if the path exists already. */
  put(path: string, data: Content): Promise<PutResult | null>;
  /**
   * Creates many files. Only for media that make a batch durable faster than single files. Resolves to the paths that
   * existed already.
   */
  putAll?(files: readonly NewFile[]): Promise<string[]>;
  /** Returns a file's content, or a byte range of it. Returns null if the file doesn't exist. */
  get(path: string, range?: ByteRange): Promise<Buffer | null>;
  /**
   * Opens a file for reads of byte ranges. Each read is synchronous and works even after the file's deletion. Returns
   * null if the file doesn't exist. Backends where every read takes a request lack this method. Callers then read the
   * complete file.
   */
  hold?(path: string): Promise<HeldFile | null>;
  /**
   * Lists a folder's direct content by name, optionally only names after `after`. The list of a missing folder is
   * empty.
   */
  list(folder: string, options?: { after?: string }): Promise<FolderEntry[]>;
  /** Deletes a file. Does nothing if the file is missing or the path is a folder. */
  delete(path: string): Promise<void>;
  /**
   * Calls `changed` whenever names may have appeared in or disappeared from a folder.
   * @returns a function that stops the watch; undefined if the medium doesn't report changes
   */
  watch?(folder: string, changed: () => void): (() => void) | undefined;
  /** The location's name for messages. */
  readonly location: string;
  /** Maintenance for a disk, where a killed writer leaves incomplete files. An object store needs none. */
  readonly upkeep?: BackendUpkeep;
}

/** An open file. It is closed when it is garbage-collected. */
export interface HeldFile {
  /** The file's name for messages. */
  readonly location: string;
  /** Size of the file, in bytes. */
  readonly size: number;
  /** Returns the bytes from `from` to `to - 1`, or fewer at the end of the file. */
  read(from: number, to: number): Buffer;
}

/** Content of a file to write. A large file is passed as an iterable of pieces, so that it isn't in memory at once. */
export type Content = Uint8Array | string | Iterable<string | Uint8Array>;

export interface NewFile {
  path: string;
  data: Uint8Array | string;
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
   * Returns the file's facts, or null if the file is gone. An object store lists the facts with the name; a disk needs
   * another call.
   */
  facts(): FileFacts | null;
}

export interface FileFacts {
  /** A text that changes when the file is replaced or modified. */
  tag: string;
  /** Time of the last modification, in milliseconds since the epoch. */
  modified: number;
}

export interface BackendUpkeep {
  /** Makes the names in a folder durable (fsync), including names that other processes created. */
  sync(folder: string): Promise<void>;
  /** Makes a file durable and sets its time to now, as if it were just created. Returns false if the file is gone. */
  renew(path: string): Promise<boolean>;
  /**
   * Deletes the files that are older than `before` (milliseconds since the epoch), unless another process renews them
   * meanwhile.
   * @returns the number of deleted files
   */
  collect(paths: readonly string[], before: number): Promise<number>;
  /**
   * Deletes the remains of interrupted `put` calls in a folder, if they are older than `before`.
   * @returns the number of deleted files and folders
   */
  sweep(folder: string, before: number): Promise<number>;
}
