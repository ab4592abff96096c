import { createHash } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged } from '../failure.ts';
import type { Change } from '../state/change.ts';
import type { LogLine } from './log-reader.ts';

/** The form of commits this program writes and reads. */
export const COMMIT_VERSION = 1;

/** One write: its own audit entry, its own undo and its own notification. */
export interface Commit {
  v: number;
  /** 1, 2, 3, …; 0 is the empty store. */
  seq: number;
  /** Random: tells this commit from any other that was meant for the same number. */
  tx: string;
  /** `sum` of the commit before; the id of the store in the first one. */
  prev: string;
  /** Never before the `at` of the commit before. */
  at: Instant;
  actor: Actor;
  command: string;
  /** It had effects outside the store (a run, a merge), which no undo takes back. */
  outside?: string;
  /**
   * What it removed is gone for good, and no undo brings it back. These are the blobs that only that named: from here on nothing
   * names them, whatever earlier commits say.
   */
  purged?: readonly string[];
  /** The number of the commit that this one took back. */
  undoes?: number;
  changes: readonly Change[];
  /** SHA-256 of the commit without this field, lower-case hex. */
  sum: string;
}

/** The commit as the one line that is stored, without the line break. */
export function seal(body: Omit<Commit, 'sum'>): { commit: Commit; line: string } {
  const text = JSON.stringify(body);
  const sum = sha256(text);
  return { commit: { ...body, sum }, line: `${text.slice(0, -1)},"sum":"${sum}"}` };
}

/** Reads a stored line and checks its sum. */
export function parseCommit(line: LogLine): Commit {
  const commit = readCommit(line);
  assertSum(line);
  return commit;
}

/** Reads a stored line; its sum is for {@link assertSum}. */
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

/** What a stored line says of the commit before its changes, without parsing these. */
export function headOf(line: LogLine): Omit<Commit, 'changes' | 'sum'> {
  const end = line.bytes.indexOf(CHANGES);
  try {
    return JSON.parse(`${line.bytes.toString('utf8', 0, Math.max(end, 0))}}`) as Commit;
  } catch {
    return readCommit(line);
  }
}

/** Quotes inside of texts are escaped, so this is where the changes begin. */
const CHANGES = Buffer.from(',"changes":[');

export function assertSum(line: LogLine): void {
  const { bytes, seq, file } = line;
  const body = createHash('sha256').update(bytes.subarray(0, Math.max(0, bytes.length - SUM_TAIL)));
  if (linkOf(line).sum !== body.update('}').digest('hex'))
    throw damaged(file, `the sum of commit ${seq} does not match its content`);
}

/** A line whose content may be sound though its sum is not: with the sum that its content has, which its successor knows. */
export function resealed({ bytes }: LogLine): { line: string; sum: string } {
  const body = bytes.toString('utf8', 0, Math.max(0, bytes.length - SUM_TAIL));
  const sum = sha256(`${body}}`);
  return { line: `${body},"sum":"${sum}"}`, sum };
}

/** The sums that tie a stored line to its neighbours, without parsing it. Empty texts when it is no commit. */
export function linkOf({ bytes }: LogLine): { prev: string; sum: string } {
  const prev = /^\{"v":\d+,"seq":\d+,"tx":"[^"]*","prev":"([^"]*)"/.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  const sum = /"sum":"([0-9a-f]{64})"\}$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - SUM_TAIL)))?.[1];
  return { prev: prev ?? '', sum: sum ?? '' };
}

/** Within these a stored line names its `tx` and `prev`. */
const HEAD_BYTES = 512;

/** Names of kinds are names of files, too. */
export const KIND = /^[a-z][a-z0-9-]{0,63}$/;

/** The text that a line contains if, and (but for nested data) only if, it changes a record of this kind. */
export function kindNeedle(kind: string): Buffer {
  return Buffer.from(`"kind":"${kind}"`);
}

/** The text that a line contains if it changes a record of this id. */
export function idNeedle(id: string): Buffer {
  return Buffer.from(`"id":${JSON.stringify(id)}`);
}

/** The text that a line contains if it changes a record whose id begins with this and a slash. */
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
