import { BacklogError } from '../../domain/errors.ts';
import type { Backend, PutResult } from '../backend.ts';
import { damagedTail, isDamage, isNotSynced, replaced, unconfirmed } from '../failure.ts';
import { commitPath, LAST, lastName } from '../layout.ts';
import { assertCommit, type Commit, linkOf, parseCommit } from './commit.ts';
import { type LogLine, type LogReader, readSegment, readUnpacked } from './log-reader.ts';

/**
 * Creates a commit's file durably. Returns null if the number is taken: by another writer, or by this commit, of which
 * the medium did not say so. A refresh of the state tells which.
 * @throws BacklogError `unconfirmed` if the file exists, but may not be durable or is no longer readable
 */
export async function putCommit(backend: Backend, log: LogReader, sealed: Sealed): Promise<PutResult | null> {
  const { commit, line } = sealed;
  let unsynced: BacklogError | undefined;
  const made = await backend.put(commitPath(commit.seq), `${line}\n`).catch((error) => {
    if (!isNotSynced(error)) throw error;
    unsynced = error;
    return { tag: '' };
  });
  if (!made) return null;
  const stands = await isStanding(backend, log, commit).catch((error) => {
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
async function isStanding(backend: Backend, log: LogReader, commit: Commit): Promise<boolean> {
  const path = commitPath(commit.seq);
  // The order of these two checks is important: a commit that is packed between them is below the floor.
  const follows = !canBeExchanged(backend) || (await isBehind(backend, commit));
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
 * Checks whether another store can replace this one at any time. That is possible for a folder and for a database, but
 * not for the objects of an object store.
 */
function canBeExchanged({ upkeep, mayBeRestored }: Backend): boolean {
  return mayBeRestored === true || upkeep !== undefined;
}

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
