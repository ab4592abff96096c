/**
 * Where a store keeps its files: put-if-absent, get, list and delete, no more than an object store has. Every file appears whole,
 * is durable when `put` resolves, and never changes. Paths are relative, with `/`, and made by `layout.ts` alone. Names that
 * begin with `.tmp-` are a backend's own. All calls throw a `store` {@link BacklogError} that names the file when the medium fails.
 */
export interface Backend {
  /** Put-if-absent: what was made, or null when there is a file of that name already. */
  put(path: string, data: Content): Promise<PutResult | null>;
  /**
   * The same for many files, where a medium makes them durable in less time than one after the other; resolves to the paths of those that
   * were there already.
   */
  putAll?(files: readonly NewFile[]): Promise<string[]>;
  /** The bytes of a file, or those of a range of it; null when there is none. */
  get(path: string, range?: ByteRange): Promise<Buffer | null>;
  /**
   * Opens a file that is read in parts, at once and whenever somebody asks, even after it was deleted; null when there is none. Absent where
   * every read takes a request: there the whole file is read.
   */
  hold?(path: string): Promise<HeldFile | null>;
  /** What is directly inside a folder, by name; only names after `after`. Empty when there is no such folder. */
  list(folder: string, options?: { after?: string }): Promise<FolderEntry[]>;
  /** Removes a file; nothing happens when it is gone already. */
  delete(path: string): Promise<void>;
  /** Calls back whenever names may have appeared in a folder or disappeared, until it is ended; undefined where the medium cannot report that. */
  watch?(folder: string, changed: () => void): (() => void) | undefined;
  /** What a person calls this place, for messages. */
  readonly location: string;
  /** What a medium needs whose files outlive the writer that made half of them: a disk. An object store has none. */
  readonly upkeep?: BackendUpkeep;
}

/** An open file. It is closed when nobody holds it any more. */
export interface HeldFile {
  /** What messages call it. */
  readonly location: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes `from` to `to - 1`, as far as there are any. */
  read(from: number, to: number): Buffer;
}

/** Pieces let a large file never be in memory whole. */
export type Content = Uint8Array | string | Iterable<string | Uint8Array>;

export interface NewFile {
  path: string;
  data: Uint8Array | string;
}

export interface PutResult {
  tag: string;
}

/** Bytes `from` to `to - 1`, as far as there are any. */
export interface ByteRange {
  from: number;
  to: number;
}

export interface FolderEntry {
  /** Of a file, or of what is a folder on a disk. */
  name: string;
  /** Null when it is gone. An object store lists them together with the name, a disk has to look. */
  facts(): FileFacts | null;
}

export interface FileFacts {
  /** Differs when another file has been put under the name, or the file was tampered with. */
  tag: string;
  /** Milliseconds since the epoch. */
  modified: number;
}

export interface BackendUpkeep {
  /** Makes the names in a folder durable (fsync), also those that other processes wrote. */
  sync(folder: string): Promise<void>;
  /** Makes a file as durable and as young as one that was just put; false when it is gone. */
  renew(path: string): Promise<boolean>;
  /** Removes files that are older than this, in milliseconds since the epoch, and are not renewed meanwhile; how many. */
  collect(paths: readonly string[], before: number): Promise<number>;
  /** Removes what interrupted puts older than this left behind in a folder; how many things. */
  sweep(folder: string, before: number): Promise<number>;
}
