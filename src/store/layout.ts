/** Paths inside a store. */

/**
 * Number of commits per packed segment of a new store. An existing store has its number in format.json. The log may
 * contain twice as many unpacked commits, and every hook reads all of these.
 */
export const SEGMENT = 64;

export const FORMAT_FILE = 'format.json';
/** In the folder of a queue that is elsewhere: where. It isn't part of the queue. */
export const ADDRESS_FILE = 'store.json';
export const LOG = 'log';
export const HISTORY = 'history';
export const CHECKPOINTS = 'checkpoints';
export const BLOBS = 'blobs';
export const ARCHIVE_FOLDER = 'archive';
export const AUTHORS = 'authors';
/** The folder that remembers the newest change outside the log. */
export const LAST = 'last';
/** The folder with the newest snapshot of the claims, on each machine of a queue. */
export const SNAPSHOT = 'claims';
/** The folder with a file for the process that repairs the queue. */
export const REPAIRS = 'repairs';

/** Returns the path of a repair's file. */
export function repairPath(turn: number): string {
  return `${REPAIRS}/${turn}.json`;
}

/** Returns the number in the name of a repair's file. Returns null for another name. */
export function repairNumber(name: string): number | null {
  const turn = /^(\d{1,9})\.json$/.exec(name)?.[1];
  return turn === undefined ? null : Number(turn);
}

/** Returns the path of an unpacked commit. */
export function commitPath(seq: number): string {
  return `${LOG}/${commitName(seq)}`;
}

/** Returns the file name of an unpacked commit. Names sort like their numbers. */
export function commitName(seq: number): string {
  return `${pad(seq)}.json`;
}

/** Returns the number in a log file's name. Returns null for another name. */
export function commitNumber(name: string): number | null {
  const match = /^(\d{12})\.json$/.exec(name);
  return match ? Number(match[1]) : null;
}

/** Beginning of the name of a turn. */
export const TURN = 'turn-';

/**
 * Returns the name of a turn: a file by which a slow writer asks others to wait. It is in the folder of commits, so a
 * listing of commits shows it. `ms` is the expected duration.
 */
export function turnName(ms: number, id: string): string {
  return `${TURN}${pad(Math.ceil(ms))}-${id}`;
}

/** Returns the duration in a turn's name, in milliseconds. Returns null for another name. */
export function turnLength(name: string): number | null {
  const match = /^turn-(\d{12})-/.exec(name);
  return match ? Number(match[1]) : null;
}

/**
 * Returns the path of the segment with the commits `index * size` to `index * size + size - 1`. Number 0 means the
 * empty store.
 */
export function segmentPath(index: number, size: number): string {
  return `${HISTORY}/${segmentName(index, size)}`;
}

export function segmentName(index: number, size: number): string {
  return `${pad(index * size)}-${pad(index * size + size - 1)}.ndjson`;
}

/** Returns the index in a segment's name. Returns null for another name. */
export function segmentIndex(name: string, size: number): number | null {
  const index = Number(/^(\d{12})-\d{12}\.ndjson$/.exec(name)?.[1] ?? Number.NaN) / size;
  return Number.isInteger(index) && segmentName(index, size) === name ? index : null;
}

export function checkpointPath(seq: number): string {
  return `${CHECKPOINTS}/${pad(seq)}`;
}

/** Returns the number in a checkpoint's name. Returns null for another name. */
export function checkpointNumber(name: string): number | null {
  return /^\d{12}$/.test(name) ? Number(name) : null;
}

/** Returns the path of the authors of all tasks as of a commit. */
export function authorsPath(seq: number): string {
  return `${AUTHORS}/${commitName(seq)}`;
}

/** Returns the name by which a change is remembered. Names sort like the numbers of changes. */
export function lastName({ seq, sum }: { seq: number; sum: string }): string {
  return `${pad(seq)}-${sum}`;
}

/** Returns the change in a name that {@link lastName} built. Returns null for any other name. */
export function lastOf(name: string): { seq: number; sum: string } | null {
  const [, seq, sum] = /^(\d{12})-([0-9a-f-]{1,64})$/.exec(name) ?? [];
  return seq === undefined || sum === undefined ? null : { seq: Number(seq), sum };
}

export function blobFolder(sha: string): string {
  return `${BLOBS}/${sha.slice(0, 2)}`;
}

export function blobPath(sha: string): string {
  return `${blobFolder(sha)}/${sha}`;
}

/** Returns the path of an archive file. The file's name (`2026-Q3-<sha256>`) is also the id of its record. */
export function archivePath(name: string): string {
  return `${ARCHIVE_FOLDER}/${name}.ndjson`;
}

/** Returns the name in a path that {@link archivePath} built. Returns null for any other path. */
export function archiveName(file: string): string | null {
  return /^(\d{4}-Q[1-4]-[0-9a-f]{64})\.ndjson$/.exec(file)?.[1] ?? null;
}

function pad(seq: number): string {
  return String(seq).padStart(12, '0');
}

/** Checks whether a file's name has the sum of its content. */
export function isNamedBySum(path: string): boolean {
  return path.startsWith(`${BLOBS}/`) || path.startsWith(`${ARCHIVE_FOLDER}/`);
}
