import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
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

/** A cache of V8's compiled code of a program's files. Without it, parsing takes longer than most commands. */
export interface CodeCache {
  /** Returns the compiled code of a file if it is complete and only this user can have written it. */
  read(file: string): CompiledCode | undefined;
  /** Stores this process's compiled code of a file at the end of the process. */
  keep(file: string, script: Script, processes: number): void;
}

export interface CompiledCode {
  code: Buffer;
  /** Number of processes whose functions it contains. */
  processes: number;
}

/**
 * Number of processes that add the functions they used. The first one may print only the help, and then each later
 * command would compile its own functions again.
 */
export const ADDING = 4;

export interface CodeCacheOptions {
  /** Name of the program. Each program has its own cache, because it runs other parts of the same files. */
  program: string;
  /** Id of the build, which separates the files of different builds. V8 itself compares only their lengths. */
  build: string;
  env: NodeJS.ProcessEnv;
  /** Registers a function to run at the end of the process. */
  atEnd(work: () => unknown): void;
}

export const NO_CODE_CACHE: CodeCache = { read: () => undefined, keep: () => undefined };

/**
 * Creates a cache of compiled code in a folder beside the queues, as soon as a queue exists. If the cache fails, the
 * program only runs slower. As for Node's own cache, `NODE_DISABLE_COMPILE_CACHE` turns the cache off, and
 * `NODE_COMPILE_CACHE` names another folder.
 */
export function createCodeCache({ program, build, env, atEnd }: CodeCacheOptions): CodeCache {
  const { folder, isWanted } = cacheFolder(env);
  if (!isAbsolute(folder) || env.NODE_DISABLE_COMPILE_CACHE) return NO_CODE_CACHE;
  const path = (file: string) =>
    join(folder, [build, process.version, process.arch, program, basename(file, '.cjs')].join('-'));
  const kept = new Map<string, Kept>();
  return {
    read: (file) => quietly(() => whole(readOwn(path(file)))),
    keep(file, script, processes) {
      if (kept.size === 0) atEnd(() => isWanted() && quietly(() => write(folder, kept)));
      kept.set(path(file), { script, processes });
    },
  };
}

function cacheFolder(env: CodeCacheOptions['env']): { folder: string; isWanted(): boolean } {
  if (env.NODE_COMPILE_CACHE) return { folder: join(env.NODE_COMPILE_CACHE, 'backlog'), isWanted: () => true };
  const home = env.BACKLOG_HOME || join(env.HOME ?? '', '.backlog');
  return { folder: join(home, 'code'), isWanted: () => existsSync(join(home, 'workspaces')) };
}

interface Kept {
  script: Script;
  processes: number;
}

/** Size in bytes of the checksum before the compiled code. V8 would crash if the code were incomplete. */
const SUM_BYTES = 32;
/** Size in bytes of the number of processes, after the checksum. V8 copies code that is at no multiple of 8. */
const COUNT_BYTES = 8;

function whole(bytes: Buffer): CompiledCode | undefined {
  const content = bytes.subarray(SUM_BYTES);
  if (!sumOf(content).equals(bytes.subarray(0, SUM_BYTES))) return undefined;
  return { code: content.subarray(COUNT_BYTES), processes: content.readUInt8(0) };
}

function sumOf(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}

/** Reads a file that only this user can have written. Otherwise, another user could make the program run any code. */
function readOwn(file: string): Buffer {
  // Without this flag, a named pipe in its place would block each start of a program. Windows has none.
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { uid, mode } = fstatSync(fd);
    if ((process.getuid?.() ?? uid) !== uid || (mode & OTHERS_WRITE) !== 0) throw new Error('other users can write it');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

const OTHERS_WRITE = 0o022;

function write(folder: string, kept: ReadonlyMap<string, Kept>): void {
  quietly(() => makeOwnFolder(folder));
  for (const [file, { script, processes }] of kept) put(file, script.createCachedData(), processes);
  const oldest = Date.now() - KEPT_MS;
  for (const file of readdirSync(folder).map((name) => join(folder, name)))
    if (!kept.has(file) && statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
}

/** Time in milliseconds after which unused compiled code is removed. Sessions can run an older build for days. */
const KEPT_MS = 14 * 24 * 3600 * 1000;

/** Writes the file atomically. */
function put(file: string, code: Buffer, processes: number): void {
  const content = Buffer.concat([Buffer.of(processes, ...new Uint8Array(COUNT_BYTES - 1)), code]);
  const temp = `${file}.${process.pid}`;
  try {
    writeFileSync(temp, Buffer.concat([sumOf(content), content]), { mode: 0o600 });
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
