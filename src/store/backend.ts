/**
 * Where a store keeps its files. Every file is put in place whole, synced, and never changed afterwards.
 * Paths are relative, with `/`, and made by `layout.ts` alone. Names that begin with `.tmp-` are a backend's own.
 * All calls throw a `store` {@link BacklogError} that names the file when the medium fails.
 */
export interface Backend {
  /** Put-if-absent: true when this call created the file (now durable), false when there is one already. */
  put(path: string, data: Uint8Array | string): Promise<boolean>;
  /** Put-if-absent of a whole folder: `fill` adds its files, then all of them appear at once. */
  putFolder(path: string, fill: (add: AddFile) => Promise<void>): Promise<boolean>;
  /** The bytes of a file, or null when there is none. */
  get(path: string): Promise<Buffer | null>;
  stat(path: string): Promise<FileFacts | null>;
  /** Names directly inside a folder, in no order; empty when there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Removes a file or a folder; nothing happens when it is gone already. */
  delete(path: string): Promise<void>;
  /** Makes durable which names a folder holds, whoever put them there. */
  sync(folder: string): Promise<void>;
  /** Makes a file as young as one that was just put. */
  touch(path: string): Promise<void>;
  /** Removes what interrupted puts older than this left behind; the number of things removed. */
  sweep(folder: string, before: number): Promise<number>;
  /** What a person calls this place, for messages. */
  readonly place: string;
}

/** Adds one file, given as pieces of text so that a large one is never in memory whole. */
export type AddFile = (name: string, pieces: Iterable<string>) => Promise<void>;

export interface FileFacts {
  /** Bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
}
