import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DAY_MS } from '../../../base/day.ts';
import { keepOwner, makeOwnFolder } from '../../owner.ts';

/** Limits of the cache of a machine, for all its queues together. The first three are in bytes and files. */
const MOST = { bytes: 256 << 20, files: 20_000, file: 32 << 20, unusedMs: 30 * DAY_MS };
/** The part of the limits that a sweep leaves. */
const LEFT = 0.75;
/** Mean number of new files between two sweeps. */
const SWEEP_EVERY = 256;
/** Length of the SHA-256 before a file's content, in bytes. */
const SUM = 32;

/**
 * Copies of immutable files on this machine. They are never needed: what is missing, damaged or can't be written counts
 * as not cached. Any number of processes use one folder.
 */
export interface FolderCache {
  /** Returns the content that was stored under a key. */
  get(key: string): Buffer | null;
  put(key: string, bytes: Uint8Array): void;
  delete(key: string): void;
}

/** Returns the folder for what the queues of this machine share: `BACKLOG_HOME`, or the folder of an outside queue. */
export function machineFolder(dir: string): string {
  const all = dirname(dir);
  return basename(all) === 'workspaces' ? dirname(all) : dir;
}

/** Returns the folder of the cache for a queue's folder. */
export function cacheFolder(dir: string): string {
  return join(machineFolder(dir), 'cache');
}

export function folderCache(
  folder: string,
  {
    most = MOST,
    now = Date.now,
    random = Math.random,
  }: { most?: typeof MOST; now?: () => number; random?: () => number } = {},
): FolderCache {
  const fileOf = (key: string) => {
    const name = createHash('sha256').update(key).digest('hex');
    return join(folder, name.slice(0, 2), name.slice(2));
  };
  return {
    get(key) {
      const file = fileOf(key);
      return quietly(() => {
        const bytes = readFileSync(file);
        const content = bytes.subarray(SUM);
        if (!sumOf(content).equals(bytes.subarray(0, SUM))) {
          rmSync(file, { force: true });
          return null;
        }
        const time = now();
        if (time - statSync(file).mtimeMs > DAY_MS) utimesSync(file, time / 1_000, time / 1_000);
        return content;
      });
    },
    put(key, bytes) {
      if (bytes.length > most.file) return;
      const file = fileOf(key);
      const temp = `${file}.tmp-${process.pid}-${randomBytes(6).toString('hex')}`;
      quietly(() => {
        makeOwnFolder(dirname(file));
        try {
          writeFileSync(temp, Buffer.concat([sumOf(bytes), bytes]), { flag: 'wx', mode: 0o600 });
          keepOwner(temp);
          renameSync(temp, file);
        } finally {
          rmSync(temp, { force: true });
        }
      });
      if (random() < 1 / SWEEP_EVERY) sweep(folder, most, now());
    },
    delete: (key) => void quietly(() => rmSync(fileOf(key), { force: true })),
  };
}

/** Deletes files that nobody used for long, and above a limit those that were used least recently. */
function sweep(folder: string, most: typeof MOST, now: number): void {
  const files = filesBelow(folder).sort((a, b) => b.used - a.used);
  const isFull = files.length > most.files || files.reduce((sum, { bytes }) => sum + bytes, 0) > most.bytes;
  const share = isFull ? LEFT : 1;
  let bytes = 0;
  for (const [i, file] of files.entries()) {
    bytes += file.bytes;
    const isKept = bytes <= most.bytes * share && i < most.files * share && now - file.used < most.unusedMs;
    if (!isKept) quietly(() => rmSync(file.path, { force: true }));
  }
}

/** Returns all files, also the incomplete ones of killed processes. */
function filesBelow(folder: string): { path: string; bytes: number; used: number }[] {
  const names = quietly(() => readdirSync(folder)) ?? [];
  return names.flatMap((part) =>
    (quietly(() => readdirSync(join(folder, part))) ?? []).flatMap((name) => {
      const path = join(folder, part, name);
      const found = quietly(() => statSync(path));
      return found ? [{ path, bytes: found.size, used: found.mtimeMs }] : [];
    }),
  );
}

function sumOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Returns null if the disk fails or the file is missing: another process may have deleted it. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
