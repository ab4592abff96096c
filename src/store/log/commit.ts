import { createHash } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged } from '../failure.ts';
import type { Change } from '../state/change.ts';
import type { LogLine } from './log-reader.ts';

/** The format of commits that this version reads and writes. */
export const COMMIT_VERSION = 1;

/** One write. It is also the unit of history, undo and notification. */
export interface Commit {
  v: number;
  /** 1, 2, 3, …; 0 stands for the empty store. */
  seq: number;
  /** A random id, to distinguish commits that were meant for the same number. */
  tx: string;
  /** `sum` of the previous commit; the store's id in the first one. */
  prev: string;
  /** Never earlier than the previous commit's. */
  at: Instant;
  actor: Actor;
  command: string;
  /** The effect outside the store, such as a run or a merge. Undo refuses such a commit. */
  outside?: string;
  /**
   * Set if the commit purged records, which no undo restores. Contains the blobs that only these referenced. They count
   * as unreferenced from here on, whatever earlier commits contain.
   */
  purged?: readonly string[];
  /** The number of the commit that this one undid. */
  undoes?: number;
  changes: readonly Change[];
  /** SHA-256 of the commit without this field, in lower-case hex. */
  sum: string;
}

/** Returns the commit with its hash, and the line to store, without line break. */
export function seal(body: Omit<Commit, 'sum'>): { commit: Commit; line: string } {
  const text = JSON.stringify(body);
  const sum = sha256(text);
  return { commit: { ...body, sum }, line: `${text.slice(0, -1)},"sum":"${sum}"}` };
}

/** Parses a stored line and checks its hash. */
export function parseCommit(line: LogLine): Commit {
  const commit = readCommit(line);
  assertSum(line);
  return commit;
}

/** Parses a stored line. It doesn't check the hash; {@link assertSum} does. */
export function readCommit({ bytes, seq, file }: LogLine): Commit {
  const commit = parseJson(bytes, file);
  if (typeof commit !== 'object' || commit === null) throw damaged(file, `commit ${seq} is not an object`);
  if (commit.v !== COMMIT_VERSION) {
    throw damaged(file, `commit ${seq} has version ${String(commit.v)}, this program reads ${COMMIT_VERSION}`);
  }
  if (commit.seq !== seq) throw damaged(file, `expected commit ${seq}, found ${String(commit.seq)}`);
  if (!commit.changes.every((change) => KIND.test(change.kind))) throw damaged(file, `commit ${seq} has a bad kind`);
  return commit;
}

/** Parses the part of a stored line before its changes. */
export function headOf(line: LogLine): Omit<Commit, 'changes' | 'sum'> {
  const end = line.bytes.indexOf(CHANGES);
  try {
    return JSON.parse(`${line.bytes.toString('utf8', 0, Math.max(end, 0))}}`) as Commit;
  } catch {
    return readCommit(line);
  }
}

/** Start of the changes. It can't occur in a text, where quotes are escaped. */
const CHANGES = Buffer.from(',"changes":[');

export function assertSum(line: LogLine): void {
  const { bytes, seq, file } = line;
  const body = createHash('sha256').update(bytes.subarray(0, Math.max(0, bytes.length - SUM_TAIL)));
  if (linkOf(line).sum !== body.update('}').digest('hex'))
    throw damaged(file, `the sum of commit ${seq} does not match its content`);
}

/**
 * Returns a line with the hash of its content, for a line whose hash is damaged. The next commit may confirm that hash.
 */
export function resealed({ bytes }: LogLine): { line: string; sum: string } {
  const body = bytes.toString('utf8', 0, Math.max(0, bytes.length - SUM_TAIL));
  const sum = sha256(`${body}}`);
  return { line: `${body},"sum":"${sum}"}`, sum };
}

/** Reads the hashes that link a stored line to its neighbours, without parsing it. Empty if it is no commit. */
export function linkOf({ bytes }: LogLine): { prev: string; sum: string } {
  const prev = /^\{"v":\d+,"seq":\d+,"tx":"[^"]*","prev":"([^"]*)"/.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  const sum = /"sum":"([0-9a-f]{64})"\}$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - SUM_TAIL)))?.[1];
  return { prev: prev ?? '', sum: sum ?? '' };
}

/** `tx` and `prev` are within this many bytes of a stored line. */
const HEAD_BYTES = 512;

/** Names of kinds are also file names. */
export const KIND = /^[a-z][a-z0-9-]{0,63}$/;

/** Every line that changes a record of this kind contains this text. Nested data may contain it, too. */
export function kindNeedle(kind: string): Buffer {
  return Buffer.from(`"kind":"${kind}"`);
}

/** Every line that changes a record with this id contains this text. */
export function idNeedle(id: string): Buffer {
  return Buffer.from(`"id":${JSON.stringify(id)}`);
}

/** Every line that changes a record whose id starts with this one and a slash contains this text. */
export function withinNeedle(id: string): Buffer {
  return Buffer.from(`"id":${JSON.stringify(`${id}/`).slice(0, -1)}`);
}

/** Length of `,"sum":"<64 hex>"}`. */
const SUM_TAIL = 8 + 64 + 2;

function parseJson(line: Buffer, file: string): Commit {
  try {
    return JSON.parse(line.toString()) as Commit;
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
}
