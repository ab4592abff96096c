import {
  closeSync,
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
import { createQuickSync } from './quick-sync.ts';

const fsyncLater = promisify(fsync);
const writeLater = promisify(write);

/** Every call to the platform that the filesystem backend makes, so that a test can make each of them fail. */
export interface FileCalls {
  open(path: string, flags: 'r' | 'wx', mode: number): number;
  close(fd: number): void;
  /** Writes from `offset` on; the number of bytes written, which may be fewer than there are. */
  write(fd: number, bytes: Uint8Array, offset: number): number;
  writeLater(fd: number, bytes: Uint8Array, offset: number): Promise<number>;
  sync(fd: number): Promise<void>;
  /** The same for a small file or a folder, which a fast disk does in less time than it takes to let others work meanwhile. */
  syncSmall(fd: number): Promise<void>;
  syncFolderNow(folder: string): void;
  /** Everything on the disk of a folder, of whatever program; false where the platform has no way to. */
  syncDisk(folder: string): Promise<boolean>;
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  unlinkLater(path: string): Promise<void>;
  removeTree(path: string): void;
  /** The first folder that had to be made, or undefined. */
  mkdir(path: string, options: { recursive?: boolean; mode: number }): string | undefined;
  exists(path: string): boolean;
  /** Null when there is nothing of that name: asked so often that throwing would cost. */
  stat(path: string): FileFacts | null;
  list(path: string): string[];
  /** Null for a file above a megabyte, which is better read without blocking. */
  read(path: string): Buffer | null;
  readLater(path: string): Promise<Buffer>;
  readRange(path: string, range: ByteRange): Buffer;
  /** The size of an open file, in bytes. */
  size(fd: number): number;
  /** Reads into a buffer from a place of an open file on; how many bytes. */
  readAt(fd: number, bytes: Buffer, from: number): number;
  touch(path: string): void;
  removeEmpty(folder: string): void;
  /** Calls back with each name that appears in a folder or disappears (null: some name), until it is ended. A later error of the platform ends it. */
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
    // By its place: another program of that name may come first in PATH. Elsewhere than on Linux it does not wait for the disk.
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
  readLater: (path) => readFile(path),
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

/** For a process that does one thing and ends: it has nothing else to do while it reads. */
export const hastyCalls: FileCalls = {
  ...fileCalls,
  readLater: async (path) => readFileSync(path),
  sync: async (fd) => fsyncSync(fd),
  syncSmall: async (fd) => fsyncSync(fd),
};

/** What root makes belongs to the owner of the folder it is in; where that cannot be, nothing is left. */
function openOwned(path: string, flags: 'r' | 'wx', mode: number): number {
  const fd = openSync(path, flags, mode);
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

/** Reads without asking for the size first: a third of the time, and hooks read hundreds of files. */
function readSmall(path: string): Buffer | null {
  scratch ??= Buffer.allocUnsafeSlow(1 << 20);
  const fd = openSync(path, 'r');
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
  const fd = openSync(path, 'r');
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
 * One folder after the other: told to make several at once, Node says ENOENT of a disk that cannot be written instead of the reason, and
 * tries for ever where a folder cannot be made at all (`/proc`).
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
      // Somebody else made it meanwhile.
      if (!existsSync(folder)) throw error;
    }
  }
  return missing[0];
}
