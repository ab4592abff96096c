/** Where things are inside a store, and nothing else. */

/** Commits per packed segment of a new store; format.json says it of each. Twice as many may lie in the log, and every hook reads all of them. */
export const SEGMENT = 64;

export const FORMAT_FILE = 'format.json';
export const LOG = 'log';
export const HISTORY = 'history';
export const CHECKPOINTS = 'checkpoints';
export const BLOBS = 'blobs';
export const ARCHIVE_FOLDER = 'archive';

/** One commit that is not packed yet. */
export function commitPath(seq: number): string {
  return `${LOG}/${commitName(seq)}`;
}

/** Names of the log sort as their numbers do. */
export function commitName(seq: number): string {
  return `${pad(seq)}.json`;
}

/** The number in the name of a log file, or null for a foreign name. */
export function commitNumber(name: string): number | null {
  const match = /^(\d{12})\.json$/.exec(name);
  return match ? Number(match[1]) : null;
}

/** Who needs long for a commit says so beside the commits, where every listing of them shows it; `ms` is how long. */
export function turnName(ms: number, id: string): string {
  return `turn-${pad(Math.ceil(ms))}-${id}`;
}

/** How long the turn of this name takes, in milliseconds; null for another name. */
export function turnLength(name: string): number | null {
  const match = /^turn-(\d{12})-/.exec(name);
  return match ? Number(match[1]) : null;
}

/** Segment `index` holds the commits `index * size` to `index * size + size - 1`; number 0 is the empty store. */
export function segmentPath(index: number, size: number): string {
  return `${HISTORY}/${segmentName(index, size)}`;
}

export function segmentName(index: number, size: number): string {
  return `${pad(index * size)}-${pad(index * size + size - 1)}.ndjson`;
}

/** The index of the segment of this name, or null for a foreign name. */
export function segmentIndex(name: string, size: number): number | null {
  const index = Number(/^(\d{12})-\d{12}\.ndjson$/.exec(name)?.[1] ?? Number.NaN) / size;
  return Number.isInteger(index) && segmentName(index, size) === name ? index : null;
}

export function checkpointPath(seq: number): string {
  return `${CHECKPOINTS}/${pad(seq)}`;
}

/** The number in the name of a checkpoint, or null for a foreign name. */
export function checkpointNumber(name: string): number | null {
  return /^\d{12}$/.test(name) ? Number(name) : null;
}

export function blobFolder(sha: string): string {
  return `${BLOBS}/${sha.slice(0, 2)}`;
}

export function blobPath(sha: string): string {
  return `${blobFolder(sha)}/${sha}`;
}

/** The name of a file of archived tasks (`2026-Q3-<sha256>`) is the id of the record that names it. */
export function archivePath(name: string): string {
  return `${ARCHIVE_FOLDER}/${name}.ndjson`;
}

/** What {@link archivePath} was made of, or null for a foreign name. */
export function archiveName(file: string): string | null {
  return /^(\d{4}-Q[1-4]-[0-9a-f]{64})\.ndjson$/.exec(file)?.[1] ?? null;
}

function pad(seq: number): string {
  return String(seq).padStart(12, '0');
}
