import { spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toInstant } from '../../domain/instant.ts';
import type { Glance } from '../../report/now/glance.ts';
import { writeCache } from '../../runs/upkeep/cache-file.ts';
import { findWorkspace, goneQueue, keepOwner, newestMark } from '../../store/index.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import type { GlanceQuestion } from './read-glance.ts';

/** The word with which `statusline.cjs` only reads the queue, for the next call. */
export const REFRESH = '--refresh';

/**
 * Returns the glance at the queue of a folder. If the queue has changed since the last glance, returns the last one and
 * has the queue read for the next call: reading takes longer than a status line may. Only the first call of a queue
 * reads it at once.
 * @param startRefresh does {@link refresh} without a delay of this call
 * @returns undefined without a queue; null for a queue that can't be read
 */
export async function glanceAt(
  question: GlanceQuestion,
  startRefresh: StartRefresh,
): Promise<Glance | null | undefined> {
  let dir: string;
  try {
    const where = findStore(question);
    if (where === undefined) return undefined;
    dir = where;
  } catch {
    return null;
  }
  const stored = readStored(dir);
  if (!stored) return (await refreshed(dir, question)).glance;
  if (!isCurrent(dir, stored, question.now) && beginRefresh(dir, question.now)) startRefresh(question);
  return stored.glance;
}

/** Reads the queue of a folder and keeps the glance. It is the work of the process that {@link refreshBy} starts. */
export async function refresh(question: GlanceQuestion): Promise<void> {
  const dir = findStore(question);
  if (dir === undefined) return;
  try {
    await refreshed(dir, question);
  } finally {
    endRefresh(dir);
  }
}

async function refreshed(dir: string, question: GlanceQuestion): Promise<StoredGlance> {
  const { readGlance } = await import('../hooks/whole-handlers.ts');
  const { now: at } = question;
  const read = await readGlance(question).catch(() => undefined);
  const stored = read ? { ...read, mark: newestMark(dir, read.seq), at } : { seq: 0, at, glance: null };
  storeGlance(dir, stored);
  return stored;
}

/** Returns the folder of an existing store. @throws BacklogError for a queue that is gone, a damaged marker file, or a relative path */
function findStore({ folder, env }: GlanceQuestion): string | undefined {
  const { dir, exists, used, common } = findWorkspace({ cwd: folder, env, home: homeFolder() });
  if (used && !exists) throw goneQueue(dir, common ?? '');
  return exists ? dir : undefined;
}

export type StartRefresh = (question: GlanceQuestion) => void;

/** Starts refreshes as processes. @param program path of `statusline.cjs` */
export function refreshBy(program: string): StartRefresh {
  return ({ folder: cwd, env }) => {
    const child = spawn(process.execPath, [program, REFRESH], { cwd, env, detached: true, stdio: 'ignore' });
    child.on('error', () => undefined);
    child.unref();
  };
}

/**
 * The last glance at a queue, in a file in the store's folder. It is derived data: anybody may delete it. A glance of
 * another version of the file counts as missing.
 */
const FILE = 'statusline.json';
const VERSION = 1;

interface StoredGlance {
  /** Number of the commit that the glance includes. */
  seq: number;
  /** See {@link newestMark}. Absent if there was a newer commit already. */
  mark?: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
  /** Null if the queue couldn't be read. */
  glance: Glance | null;
}

/** Returns the stored glance of a store; undefined if there is none that this version can read. */
function readStored(dir: string): StoredGlance | undefined {
  try {
    const { v, ...stored } = JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as Partial<StoredGlance> & {
      v?: number;
    };
    return v === VERSION && isStored(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a glance. Does nothing if the folder can't be written: the next call then reads the queue again. */
function storeGlance(dir: string, stored: StoredGlance): void {
  writeCache(join(dir, FILE), `${JSON.stringify({ v: VERSION, ...stored })}\n`);
}

/** Checks whether a glance is still what the queue shows: no newer commit, and no time has come that changes it. */
function isCurrent(dir: string, { seq, mark, at, glance }: StoredGlance, now: number): boolean {
  if (!glance || mark === undefined || now < at) return false;
  return (glance.until === undefined || toInstant(now) < glance.until) && newestMark(dir, seq) === mark;
}

function isStored(stored: Partial<StoredGlance>): stored is StoredGlance {
  const { seq, at, glance } = stored;
  return typeof seq === 'number' && typeof at === 'number' && (glance === null || isGlance(glance));
}

function isGlance(glance: Glance | undefined): boolean {
  return typeof glance?.ready === 'number' && Array.isArray(glance.running) && Array.isArray(glance.held);
}

/** Name of the file whose time says when a refresh began. */
const BEGUN = 'statusline.refresh';

/** Time in milliseconds after which a refresh counts as failed, so that another one may begin. */
const LONGEST_MS = 10_000;

/** Claims the refresh of a store's glance. @returns false if another process does it, or nobody can */
function beginRefresh(dir: string, now: number): boolean {
  const file = join(dir, BEGUN);
  try {
    const begun = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (begun !== undefined && Math.abs(now - begun) < LONGEST_MS) return false;
    writeFileSync(file, '', { mode: 0o600 });
    keepOwner(file);
    return true;
  } catch {
    return false;
  }
}

function endRefresh(dir: string): void {
  try {
    rmSync(join(dir, BEGUN), { force: true });
  } catch {
    // The next refresh begins after LONGEST_MS.
  }
}
