import {
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  write,
  writeSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { FileFacts } from '../backend.ts';

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
  syncFolderNow(folder: string): void;
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  removeTree(path: string): void;
  /** The first folder that had to be made, or undefined. */
  mkdir(path: string, options: { recursive?: boolean; mode: number }): string | undefined;
  exists(path: string): boolean;
  /** Null when there is nothing of that name: asked so often that throwing would cost. */
  stat(path: string): FileFacts | null;
  list(path: string): string[];
  read(path: string): Buffer;
  readLater(path: string): Promise<Buffer>;
  touch(path: string): void;
}

export const fileCalls: FileCalls = {
  open: openSync,
  close: closeSync,
  write: (fd, bytes, offset) => writeSync(fd, bytes, offset),
  writeLater: async (fd, bytes, offset) =>
    (await writeLater(fd, bytes, offset, bytes.length - offset, null)).bytesWritten,
  sync: fsyncLater,
  syncFolderNow(folder) {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
  mkdir: (path, options) => mkdirSync(path, options),
  exists: existsSync,
  stat(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? null : { size: found.size, modified: found.mtimeMs };
  },
  list: (path) => readdirSync(path),
  read: (path) => readFileSync(path),
  readLater: (path) => readFile(path),
  touch(path) {
    const now = new Date();
    utimesSync(path, now, now);
  },
};
