import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';
import { keepOwner, makeOwnFolder } from '../../store/owner.ts';

/** What V8 made of the files of a program, kept from one process to the next: parsing takes longer than most commands. */
export interface CodeCache {
  /** The code of a file, when it is there, whole and nobody else's. */
  read(file: string): Buffer | undefined;
  /** Keeps what this process compiles of a file, when it ends. */
  keep(file: string, script: Script): void;
}

export interface CodeCacheOptions {
  /** Of which of the programs: each runs other parts of the same files. */
  program: string;
  /** Tells this build's files from those of every other one: V8 itself compares no more than their length. */
  build: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Has something done when the process ends. */
  atEnd(work: () => unknown): void;
}

export const NO_CODE_CACHE: CodeCache = { read: () => undefined, keep: () => undefined };

/**
 * Files in a folder of their own beside the queues; as long as there are none of those, nothing is kept. Whatever fails costs the time that
 * was to be saved, and no more. `NODE_DISABLE_COMPILE_CACHE` turns it off, `NODE_COMPILE_CACHE` names another folder, as they do for Node's own.
 */
export function createCodeCache({ program, build, env, atEnd }: CodeCacheOptions): CodeCache {
  const { folder, isWanted } = placeOf(env);
  if (!isAbsolute(folder) || env.NODE_DISABLE_COMPILE_CACHE) return NO_CODE_CACHE;
  const path = (file: string) =>
    join(folder, [build, process.version, process.arch, program, basename(file, '.cjs')].join('-'));
  const kept = new Map<string, Script>();
  return {
    read: (file) => quietly(() => whole(readOwn(path(file)))),
    keep(file, script) {
      if (kept.size === 0) atEnd(() => isWanted() && quietly(() => write(folder, kept)));
      kept.set(path(file), script);
    },
  };
}

function placeOf(env: CodeCacheOptions['env']): { folder: string; isWanted(): boolean } {
  if (env.NODE_COMPILE_CACHE) return { folder: join(env.NODE_COMPILE_CACHE, 'backlog'), isWanted: () => true };
  const home = env.BACKLOG_HOME || join(env.HOME ?? '', '.backlog');
  return { folder: join(home, 'code'), isWanted: () => existsSync(join(home, 'workspaces')) };
}

/** Before the code stands its sum: V8 does not look whether it is whole, and crashes. */
const SUM_BYTES = 32;

function whole(bytes: Buffer): Buffer | undefined {
  const code = bytes.subarray(SUM_BYTES);
  return sumOf(code).equals(bytes.subarray(0, SUM_BYTES)) ? code : undefined;
}

function sumOf(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}

/** A file that only this user can have written; others could have any code run. */
function readOwn(file: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    const { uid, mode } = fstatSync(fd);
    if ((process.getuid?.() ?? uid) !== uid || (mode & OTHERS_WRITE) !== 0) throw new Error('not ours alone');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

const OTHERS_WRITE = 0o022;

function write(folder: string, kept: ReadonlyMap<string, Script>): void {
  quietly(() => makeOwnFolder(folder));
  for (const [file, script] of kept) put(file, script.createCachedData());
  const oldest = Date.now() - KEPT_MS;
  for (const file of readdirSync(folder).map((name) => join(folder, name)))
    if (!kept.has(file) && statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
}

/** Unused compiled code is kept this long, since sessions run older builds for days. It is made again when needed. */
const KEPT_MS = 14 * 24 * 3600 * 1000;

/** In place whole, or not at all. */
function put(file: string, code: Buffer): void {
  const temp = `${file}.${process.pid}`;
  try {
    writeFileSync(temp, Buffer.concat([sumOf(code), code]), { mode: 0o600 });
    keepOwner(temp);
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
