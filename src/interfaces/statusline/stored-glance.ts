import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toInstant } from '../../domain/instant.ts';
import type { Glance } from '../../report/now/glance.ts';
import { writeCache } from '../../runs/upkeep/cache-file.ts';
import { keepOwner, newestMark } from '../../store/index.ts';

/**
 * The last glance at a queue, in a file in the store's folder. It is derived data: anybody may delete it. A glance of
 * another version of the file counts as missing.
 */
const FILE = 'statusline.json';
const VERSION = 1;

export interface StoredGlance {
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
export function readStored(dir: string): StoredGlance | undefined {
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
export function storeGlance(dir: string, stored: StoredGlance): void {
  writeCache(join(dir, FILE), `${JSON.stringify({ v: VERSION, ...stored })}\n`);
}

/** Checks whether a glance is still what the queue shows: no newer commit, and no time has come that changes it. */
export function isCurrent(dir: string, { seq, mark, at, glance }: StoredGlance, now: number): boolean {
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
export function beginRefresh(dir: string, now: number): boolean {
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

export function endRefresh(dir: string): void {
  try {
    rmSync(join(dir, BEGUN), { force: true });
  } catch {
    // The next refresh begins after LONGEST_MS.
  }
}
