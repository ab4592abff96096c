import { isObject } from '../../base/is-object.ts';
import { ACTOR_KINDS, type Actor } from '../../domain/actor.ts';
import { type Instant, isInstant } from '../../domain/instant.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged, tooNew } from '../failure.ts';
import type { Change } from '../state/change.ts';
import type { LogLine } from './log-reader.ts';

/** The format of commits that this version reads and writes. */
export const COMMIT_VERSION = 1;

/** One write. History, undo and notifications treat it as a unit. */
export interface Commit {
  v: number;
  /** The commit's number: 1, 2, 3, …. Number 0 means the empty store. */
  seq: number;
  /** A random id. It distinguishes two commits that were written for the same number. */
  tx: string;
  /** `sum` of the previous commit. In the first commit, the store's id. */
  prev: string;
  /** Time of the commit, never earlier than the previous commit's time. */
  at: Instant;
  actor: Actor;
  command: string;
  /** The commit's effect outside the store, such as a run or a merge. Undo refuses such a commit. */
  outside?: string;
  /**
   * Set if the commit purged records, which undo can't restore. Contains the blobs that only the purged records
   * referenced. From this commit on, they count as unreferenced, even if earlier commits contain them.
   */
  purged?: readonly string[];
  /** The number of the commit that this commit undid. */
  undoes?: number;
  changes: readonly Change[];
  /** SHA-256 of the commit without this field, in lower-case hex. */
  sum: string;
}

/** Returns the commit with its hash, and the line to store (without line break). */
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

/** Parses a stored line, but doesn't check its hash. {@link assertSum} does. */
export function readCommit({ bytes, seq, file }: LogLine): Commit {
  const commit = parseJson(bytes, file);
  if (!isObject(commit)) throw damaged(file, `commit ${seq} is not an object`);
  assertReadable(commit, seq, file);
  if (isCommit(commit)) return commit;
  throw damaged(file, `commit ${seq} lacks a field of a commit, or has a bad kind`);
}

function assertReadable({ v, seq: found }: { v?: unknown; seq?: unknown }, seq: number, file: string): void {
  if (v !== COMMIT_VERSION) {
    const why = `commit ${seq} has version ${String(v)}, this program reads ${COMMIT_VERSION}`;
    throw isLater(v) ? tooNew(file, why) : damaged(file, why);
  }
  if (found !== seq) throw damaged(file, `expected commit ${seq}, found ${String(found)}`);
}

const isLater = (v: unknown) => typeof v === 'number' && v > COMMIT_VERSION;

/** Checks by hand that a value is a commit. A schema would take as long as parsing it, and hooks have none. */
function isCommit(value: Record<string, unknown>): value is Record<string, unknown> & Commit {
  const { changes, sum } = value;
  return isHead(value) && typeof sum === 'string' && Array.isArray(changes) && changes.every(isChange);
}

/** The part of a commit before its changes. */
type CommitHead = Omit<Commit, 'changes' | 'sum'>;

function isHead(value: Record<string, unknown>): value is Record<string, unknown> & CommitHead {
  const { v, seq, tx, prev, at, actor, command, outside, purged, undoes } = value;
  return (
    [v, seq, undoes ?? 0].every((number) => typeof number === 'number') &&
    [tx, prev, command, outside ?? ''].every((text) => typeof text === 'string') &&
    isInstant(at) &&
    isActor(actor) &&
    (purged === undefined || (Array.isArray(purged) && purged.every((blob) => typeof blob === 'string')))
  );
}

const isActor = (value: unknown): value is Actor =>
  isObject(value) && typeof value.name === 'string' && ACTOR_KINDS.some((kind) => kind === value.kind);

function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false;
  const { kind, id, before, after } = value;
  const isSide = (side: unknown) => side === null || isObject(side);
  return typeof kind === 'string' && KIND.test(kind) && typeof id === 'string' && isSide(before) && isSide(after);
}

/** Checks whether a line is an undamaged commit that a later version wrote. */
export function isOfLaterVersion(line: LogLine): boolean {
  try {
    assertSum(line);
    const head = parseHead(line);
    return isObject(head) && isLater(head.v);
  } catch {
    return false;
  }
}

/** Checks a stored line like {@link parseCommit}, but doesn't parse its changes. An import has thousands. */
export function assertCommit(line: LogLine): void {
  assertReadable(headOf(line), line.seq, line.file);
  assertSum(line);
}

/** Parses the part of a stored line before its changes. */
export function headOf(line: LogLine): CommitHead {
  const head = parseHead(line);
  return isObject(head) && isHead(head) ? head : readCommit(line);
}

function parseHead({ bytes, file }: LogLine): unknown {
  const end = bytes.indexOf(CHANGES);
  return end < 0 ? parseJson(bytes, file) : parseJson(Buffer.concat([bytes.subarray(0, end), CLOSING]), file);
}

/** Text before the changes of a stored line. No string in the line contains it: its quotes are escaped. */
const CHANGES = Buffer.from(',"changes":[');

export function assertSum(line: LogLine): void {
  const { bytes, seq, file } = line;
  const body = Buffer.concat([bytes.subarray(0, Math.max(0, bytes.length - SUM_TAIL)), CLOSING]);
  if (linkOf(line).sum !== sha256(body)) throw damaged(file, `the sum of commit ${seq} does not match its content`);
}

const CLOSING = Buffer.from('}');

/** Returns a line with the hash of its content, if its hash is damaged. The next commit can confirm it. */
export function resealed({ bytes }: LogLine): { line: string; sum: string } {
  const body = bytes.toString('utf8', 0, Math.max(0, bytes.length - SUM_TAIL));
  const sum = sha256(`${body}}`);
  return { line: `${body},"sum":"${sum}"}`, sum };
}

/**
 * Returns the hashes that connect a stored line with the previous and the next one, without parsing the line. Both are
 * empty if the line is no commit.
 */
export function linkOf(line: LogLine): Link {
  const known = LINKS.get(line);
  if (known) return known;
  const read = readLink(line);
  LINKS.set(line, read);
  return read;
}

interface Link {
  prev: string;
  sum: string;
}

/** The hashes of lines in memory. A line of another process is asked for them five times before the next write. */
const LINKS = new WeakMap<LogLine, Link>();

function readLink({ bytes }: LogLine): Link {
  const prev = /^\{"v":\d+,"seq":\d+,"tx":"[^"]*","prev":"([^"]*)"/.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  const sum = /"sum":"([0-9a-f]{64})"\}$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - SUM_TAIL)))?.[1];
  return { prev: prev ?? '', sum: sum ?? '' };
}

/** Number of bytes at the start of a stored line that always contain `tx` and `prev`. */
const HEAD_BYTES = 512;

/** Matches a valid name of a record kind. The name is also part of file names. */
export const KIND = /^[a-z][a-z0-9-]{0,63}$/;

/** Checks whether a line names another one as its previous commit. */
export function isLinked(line: LogLine, before: LogLine): boolean {
  return linkOf(line).prev === linkOf(before).sum;
}

/** Returns bytes to search for: every log line that changes a record of this kind contains them. Other lines may, too. */
export function kindNeedle(kind: string): Buffer {
  return Buffer.from(`"kind":"${kind}"`);
}

/** Returns bytes to search for: every log line that changes the record with this id contains them. */
export function idNeedle(id: string): Buffer {
  return Buffer.from(`"id":${JSON.stringify(id)}`);
}

/** Returns bytes to search for: every log line that changes a record whose id starts with `<id>/` contains them. */
export function withinNeedle(id: string): Buffer {
  return Buffer.from(`"id":${JSON.stringify(`${id}/`).slice(0, -1)}`);
}

/** Number of bytes of `,"sum":"<64 hex>"}`. */
const SUM_TAIL = 8 + 64 + 2;

function parseJson(line: Buffer, file: string): unknown {
  try {
    return JSON.parse(line.toString());
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
}
