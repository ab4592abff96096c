import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  watch,
  write,
  writeSync,
} from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { ByteRange, FileFacts } from '../backend.ts';
import { keepOwner } from '../owner.ts';
import { monotonic } from '../timing.ts';

/**
 * Maximum duration of a sync that blocks the process, in milliseconds. Switching to another thread and back would take
 * several times as long.
 */
const FAST_MS = 1;
/** Weight of the newest sync in the average time. */
const WEIGHT = 1 / 8;

/** Two functions that sync (`here` blocks, `elsewhere` uses another thread), and a monotonic clock in milliseconds. */
interface SyncCalls {
  here(fd: number): void;
  elsewhere(fd: number): Promise<void>;
  monotonic(): number;
}

const real: SyncCalls = { here: fsyncSync, elsewhere: promisify(fsync), monotonic };

/**
 * Returns a function that syncs a small file. On a fast disk it blocks the process. On a slow or busy disk it uses
 * another thread, so that the process can answer other requests. The average time of earlier syncs decides.
 */
export function createQuickSync({ here, elsewhere, monotonic }: SyncCalls = real): (fd: number) => Promise<void> {
  let usual = 0;
  return async (fd) => {
    const start = monotonic();
    if (usual < FAST_MS) here(fd);
    else await elsewhere(fd);
    usual += (monotonic() - start - usual) * WEIGHT;
  };
}

/** Reads a named pipe as an empty file, instead of waiting for its writer forever. Windows has neither. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const fsyncLater = promisify(fsync);
const writeLater = promisify(write);

/** All calls of the file system backend to the platform. A test can replace each of them by one that fails. */
export interface FileCalls {
  open(path: string, flags: 'r' | 'wx', mode: number): number;
  close(fd: number): void;
  /** Writes from `offset` on. Returns the number of written bytes, which may be less than requested. */
  write(fd: number, bytes: Uint8Array, offset: number): number;
  writeLater(fd: number, bytes: Uint8Array, offset: number): Promise<number>;
  sync(fd: number): Promise<void>;
  /**
   * Syncs a small file or a folder. On a fast disk, the call blocks the process, because that takes less time than
   * switching to other work.
   */
  syncSmall(fd: number): Promise<void>;
  syncFolderNow(folder: string): void;
  /** Syncs everything on a folder's disk, for all programs. Returns false if the platform can't do that. */
  syncDisk(folder: string): Promise<boolean>;
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  unlinkLater(path: string): Promise<void>;
  removeTree(path: string): void;
  /** Creates a folder. Returns the first new folder of the path, or undefined if all folders existed. */
  mkdir(path: string, options: { recursive?: boolean; mode: number }): string | undefined;
  exists(path: string): boolean;
  /** Returns a file's facts, or null for a missing file: it is called too often to throw an error. */
  stat(path: string): FileFacts | null;
  list(path: string): string[];
  /** Returns a file's content, or null for a file above one megabyte. Read such a file asynchronously. */
  read(path: string): Buffer | null;
  readLater(path: string): Promise<Buffer>;
  readRange(path: string, range: ByteRange): Buffer;
  /** Returns the size of an open file, in bytes. */
  size(fd: number): number;
  /** Reads into a buffer from a position of an open file. Returns the number of bytes read. */
  readAt(fd: number, bytes: Buffer, from: number): number;
  touch(path: string): void;
  removeEmpty(folder: string): void;
  /**
   * Calls `changed` with each name that appears in a folder or disappears from it; null means an unknown name. Returns
   * a function that stops the watch. A later platform error stops the watch, too.
   */
  watch(folder: string, changed: (name: string | null) => void): () => void;
}

export const fileCalls: FileCalls = {
  open: openOwned,
  close: closeSync,
  write: (fd, bytes, offset) => writeSync(fd, bytes, offset),
  writeLater: async (fd, bytes, offset) =>
    (await writeLater(fd, bytes, offset, bytes.length - offset, null)).bytesWritten,
  sync: fsyncLater,
  syncSmall: createQuickSync(),
  syncFolderNow(folder) {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  syncDisk: async (folder) => {
    if (process.platform !== 'linux') return false;
    const { execFile } = await import('node:child_process');
    // The path is absolute, because PATH may contain another program of that name. Only the `sync` of Linux waits for
    // the disk.
    return new Promise((resolve) => execFile('/bin/sync', ['-f', folder], (error) => resolve(error === null)));
  },
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
  unlinkLater: (path) => unlink(path),
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
  mkdir: makeEach,
  exists: existsSync,
  stat(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    return { tag: `${found.ino}:${found.size}:${found.mtimeMs}`, modified: found.mtimeMs };
  },
  list: (path) => readdirSync(path),
  read: readSmall,
  readLater: (path) => readFile(path, { flag: READ }),
  readRange,
  size: (fd) => fstatSync(fd).size,
  readAt,
  touch(path) {
    const now = new Date();
    utimesSync(path, now, now);
  },
  removeEmpty: rmdirSync,
  watch(folder, changed) {
    const watcher = watch(folder, { persistent: false }, (_, name) => changed(name));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  },
};

/** Blocking calls, for a process that has no other work during a read. */
export const blockingCalls: FileCalls = {
  ...fileCalls,
  readLater: async (path) => readFileSync(path, { flag: READ as unknown as string }),
  sync: async (fd) => fsyncSync(fd),
  syncSmall: async (fd) => fsyncSync(fd),
};

/** Opens a file. If root created it, changes its owner to the folder's owner. If that fails, deletes the file. */
function openOwned(path: string, flags: 'r' | 'wx', mode: number): number {
  const fd = openSync(path, flags === 'r' ? READ : flags, mode);
  try {
    if (flags === 'wx') keepOwner(path);
    return fd;
  } catch (error) {
    closeSync(fd);
    unlinkSync(path);
    throw error;
  }
}

function mkdirOwned(path: string, mode: number): void {
  mkdirSync(path, { mode });
  keepOwner(path);
}

/** Reads a file without calling stat first. This takes a third of the time. Hooks read hundreds of files. */
function readSmall(path: string): Buffer | null {
  scratch ??= Buffer.allocUnsafeSlow(1 << 20);
  const fd = openSync(path, READ);
  try {
    let size = 0;
    for (let got = -1; got !== 0 && size < scratch.length; size += got) {
      got = readSync(fd, scratch, size, scratch.length - size, null);
    }
    return size < scratch.length ? Buffer.from(scratch.subarray(0, size)) : null;
  } finally {
    closeSync(fd);
  }
}

function readRange(path: string, { from, to }: ByteRange): Buffer {
  const bytes = Buffer.alloc(to - from);
  const fd = openSync(path, READ);
  try {
    return bytes.subarray(0, readAt(fd, bytes, from));
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, bytes: Buffer, from: number): number {
  let size = 0;
  for (let got = -1; got !== 0 && size < bytes.length; size += got) {
    got = readSync(fd, bytes, size, bytes.length - size, from + size);
  }
  return size;
}

let scratch: Buffer | undefined;

/**
 * Creates missing folders one by one. Node's `recursive` option reports ENOENT for a read-only disk, and loops forever
 * where no folder can be created (`/proc`).
 */
function makeEach(path: string, options: { recursive?: boolean; mode: number }): string | undefined {
  if (existsSync(path)) return mkdirSync(path, options);
  if (!options.recursive) {
    mkdirOwned(path, options.mode);
    return path;
  }
  const missing = [path];
  for (let at = dirname(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirOwned(folder, options.mode);
    } catch (error) {
      // If another process has created the folder meanwhile, the error does not matter.
      if (!existsSync(folder)) throw error;
    }
  }
  return missing[0];
}
