import { BacklogError } from '../../domain/errors.ts';
import type { AppendedFile, Backend, NextCommit, PutResult } from '../backend.ts';
import { damagedTail, isDamage, isNotSynced, replaced, unconfirmed } from '../failure.ts';
import { formatText, type StoreFormat } from '../format.ts';
import { commitNumber, commitPath, LAST, LOG, lastName, segmentPath } from '../layout.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import { assertCommit, type Commit, isLinked, linkOf, parseCommit } from './commit.ts';
import { foldBeforeWrite } from './fold.ts';
import { type LogLine, type LogReader, readSegment, readUnpacked, unpackedLine } from './log-reader.ts';

/**
 * Creates a commit's file durably. Returns null if the number is taken: by another writer, or by this commit, of which
 * the medium did not say so. A refresh of the state tells which.
 * @throws BacklogError `unconfirmed` if the file exists, but may not be durable or is no longer readable
 */
export async function putCommit(
  { backend, log, timing }: { backend: Backend; log: LogReader; timing: Timing },
  { commit, line }: Sealed,
): Promise<PutResult | null> {
  const start = timing.monotonic();
  let unsynced: BacklogError | undefined;
  const made = await backend.put(commitPath(commit.seq), `${line}\n`).catch((error) => {
    if (!isNotSynced(error)) throw error;
    unsynced = error;
    return { tag: '' };
  });
  if (!made) return null;
  const callMs = timing.monotonic() - start;
  const stands = await isStanding({ backend, log, callMs }, commit).catch((error) => {
    throw error instanceof BacklogError && !isDamage(error) ? unconfirmed(commit, error) : error;
  });
  if (!stands) return null;
  if (unsynced) throw unconfirmed(commit, unsynced);
  return made;
}

/** A commit, and the line to store. */
export interface Sealed {
  commit: Commit;
  line: string;
}

/**
 * Checks whether the new commit is valid, and deletes its file if not. There are two cases:
 * - The commit's number was packed while this process slept. Then there may be two commits of that number, and the
 * history decides.
 * - The previous commit is missing, damaged or another one. Then the commit follows nothing. A restore may have replaced
 * the store, and the commit doesn't belong to the new one.
 * @throws BacklogError `store` if the commit follows nothing
 */
async function isStanding(
  { backend, log, callMs }: { backend: Backend; log: LogReader; callMs: number },
  commit: Commit,
): Promise<boolean> {
  const path = commitPath(commit.seq);
  // The order of these two checks is important: a commit that is packed between them is below the floor.
  const follows = !canBeExchanged(backend, callMs) || (await isBehind(backend, commit));
  const floor = await log.advanceFloor();
  if (floor < commit.seq) {
    if (follows || floor === commit.seq - 1) return true;
    await backend.delete(path);
    throw await notBehind(backend, log.fileOf(commit.seq - 1), commit);
  }
  const [packed] = await readSegment(backend, commit.seq, log.size);
  if (packed && parseCommit(packed).tx === commit.tx) return true;
  await backend.delete(path);
  return false;
}

/**
 * Checks whether another store can have replaced this one during a call. That is possible at any time for a folder and for
 * a database. The objects of an object store are replaced only while their service doesn't answer.
 */
function canBeExchanged({ upkeep, mayBeRestored }: Backend, callMs: number): boolean {
  return mayBeRestored === true || upkeep !== undefined || callMs > OUTAGE_MS;
}

/** Minimum duration of a call that may have waited for a service, in milliseconds. */
const OUTAGE_MS = 1_000;

/**
 * Checks whether the previous commit in the log is the one that this commit follows, by its content: a damaged commit
 * can still have its sum.
 */
async function isBehind(backend: Backend, { seq, prev }: Commit): Promise<boolean> {
  if (seq === 1) return true;
  const before = await readUnpacked(backend, seq - 1);
  return before !== null && linkOf(before).sum === prev && problemOf(before) === undefined;
}

/** Returns the error for a commit that follows nothing. `file` is the previous commit's file. */
async function notBehind(backend: Backend, file: string, { seq, prev }: Commit): Promise<BacklogError> {
  const before = { seq: seq - 1, sum: prev };
  const lost = (problem: string) => damagedTail({ after: seq - 2, to: seq - 1, file, problem });
  const line = await readUnpacked(backend, before.seq);
  if (line) {
    const problem = problemOf(line);
    return problem === undefined ? replaced(backend.location, `${file} is another commit`) : lost(problem);
  }
  // A restored queue has its own memory of its last change.
  const isConfirmed = (await backend.list(LAST)).some(({ name }) => name === lastName(before));
  return isConfirmed
    ? lost(`change ${before.seq} was confirmed, but is missing`)
    : replaced(backend.location, `${file} is gone`);
}

function problemOf(line: LogLine): string | undefined {
  try {
    assertCommit(line);
  } catch (error) {
    if (isDamage(error)) return String(error.data?.damage);
    throw error;
  }
  return undefined;
}

interface Appending {
  backend: Backend;
  format: StoreFormat;
  state: LiveState;
  wanted: CheckpointParts;
}

/**
 * What became of a commit to append:
 * - the file's tag, if it was created
 * - `behind`: others committed first, and the state has their commits now
 * - `turn`: another writer's turn goes first
 * - `queue`: the same, or the state is current, and writers wait for their turns, as this one must, too
 * - `unsure`: the state must be refreshed. That also finds out what is wrong.
 */
type AppendedCommit = PutResult | 'behind' | 'turn' | 'queue' | 'unsure';

/** Appends a commit in one request. If others committed first, their commits come with the answer. */
export async function appendCommit(context: Appending, sealed: Sealed, turn?: string): Promise<AppendedCommit> {
  // The first commit follows no other.
  if (!context.backend.append || sealed.commit.seq === 1) return 'unsure';
  const answer = await context.backend.append(nextOf(context, sealed, turn));
  if (typeof answer === 'string' || 'tag' in answer) return answer;
  if (!takeOver(context, answer.taken)) return 'unsure';
  return answer.queue ? 'queue' : 'behind';
}

/**
 * Appends the commit that `make` returns for the newest state, after the writers that already wait.
 * @throws the error of `make`
 */
export async function appendInTurn(
  context: Appending,
  { heldMs, turn, make }: { heldMs: number; turn: string | undefined; make: () => Sealed | null },
): Promise<AppendedCommit> {
  const { backend, state } = context;
  if (!backend.appendInTurn) return 'unsure';
  let refusal: { error: unknown } | undefined;
  let isCurrent = true;
  const take = (missing: AppendedFile[]) => {
    isCurrent = takeOver(context, missing);
  };
  const makeNext = (missing: AppendedFile[]) => {
    if (!isCurrent || !takeOver(context, missing)) return null;
    try {
      const sealed = make();
      return sealed && nextOf(context, sealed, turn);
    } catch (error) {
      refusal = { error };
      return null;
    }
  };
  const answer = await backend.appendInTurn({ from: commitPath(state.seq + 1), heldMs, take, make: makeNext });
  if (refusal) throw (refusal as { error: unknown }).error;
  if (typeof answer === 'string' || 'tag' in answer) return answer;
  return takeOver(context, answer.taken) ? 'behind' : 'unsure';
}

function nextOf({ format }: Appending, { commit, line }: Sealed, turn?: string): NextCommit {
  return {
    path: commitPath(commit.seq),
    line: `${line}\n`,
    before: { path: commitPath(commit.seq - 1), sum: commit.prev },
    segment: segmentPath(Math.floor(commit.seq / format.segment), format.segment),
    format: formatText(format),
    ...(turn !== undefined && { turn: `${LOG}/${turn}` }),
  };
}

/**
 * Applies the commits of others. Returns false if the state doesn't have all of them then, or if one is damaged.
 *
 * A commit counts if the next one follows it, or if it is the last one. A writer that slept can create a file whose number
 * was packed meanwhile, and deletes it again. It lies below the floor, and later commits follow another one of its number.
 */
export function takeOver(
  { backend, state, wanted }: Pick<Appending, 'backend' | 'state' | 'wanted'>,
  files: readonly AppendedFile[],
): boolean {
  const came = linesOf(backend, files);
  const lines = came.length < files.length ? came.slice(0, -1) : came;
  const isNext = (line: LogLine, before: LogLine) => line.seq === before.seq + 1 && isLinked(line, before);
  if (came.some((line, i) => i > 0 && !isNext(line, came[i - 1]!))) return false;
  try {
    foldBeforeWrite(state, lines, wanted);
  } catch {
    return false;
  }
  for (const [i, { seq }] of lines.entries()) state.tags.set(seq, files[i]!.tag);
  return lines.length === files.length;
}

/** Returns the commits up to the first one that did not come with the answer. */
function linesOf(backend: Backend, files: readonly AppendedFile[]): LogLine[] {
  const lines: LogLine[] = [];
  for (const { path, bytes } of files) {
    const seq = commitNumber(path.slice(LOG.length + 1));
    if (seq === null || bytes === null) break;
    lines.push(unpackedLine(backend, seq, bytes));
  }
  return lines;
}
