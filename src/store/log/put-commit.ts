import { BacklogError } from '../../domain/errors.ts';
import type { Backend, PutResult } from '../backend.ts';
import { isDamage, isThere, replaced, unconfirmed } from '../failure.ts';
import { commitPath } from '../layout.ts';
import { type Commit, linkOf, parseCommit } from './commit.ts';
import { type LogReader, readSegment, readUnpacked } from './log-reader.ts';

/**
 * Puts a sealed commit at its number, durably; null when the number is somebody else's.
 * @throws BacklogError `unconfirmed` when it was put, and the disk did not confirm it or could not be read after it
 */
export async function putCommit(backend: Backend, log: LogReader, sealed: Sealed): Promise<PutResult | null> {
  const { commit, line } = sealed;
  let unsynced: BacklogError | undefined;
  const made = await backend.put(commitPath(commit.seq), `${line}\n`).catch((error) => {
    if (!isThere(error)) throw error;
    unsynced = error;
    return { tag: '' };
  });
  if (!made) return (await isAt(log, commit)) ? { tag: '' } : null;
  const stands = await isStanding(backend, log, commit).catch((error) => {
    throw error instanceof BacklogError && !isDamage(error) ? unconfirmed(commit, error) : error;
  });
  if (!stands) return null;
  if (unsynced) throw unconfirmed(commit, unsynced);
  return made;
}

interface Sealed {
  commit: Commit;
  line: string;
}

/**
 * Does the commit that was just put count? A number at or below the floor was packed while this process slept, so the file may be a second one
 * of that number: the history decides, and the file is removed. It is removed, too, when the commit before it is missing: another store was
 * restored into that place meanwhile, and would have a hole.
 * @throws BacklogError `store` for that
 */
async function isStanding(backend: Backend, log: LogReader, commit: Commit): Promise<boolean> {
  const path = commitPath(commit.seq);
  // In this order: what is packed between the two looks is below the floor.
  const follows = !canBeExchanged(backend) || (await isBehind(backend, commit));
  const floor = await log.advanceFloor();
  if (floor < commit.seq) {
    if (follows || floor === commit.seq - 1) return true;
    await backend.delete(path);
    throw replaced(backend.location, `${log.fileOf(commit.seq - 1)} is gone, or another commit`);
  }
  const [packed] = await readSegment(backend, commit.seq, log.size);
  if (packed && parseCommit(packed).tx === commit.tx) return true;
  await backend.delete(path);
  return false;
}

/** A name may be taken by the very put that says so: its first answer was lost, or a filesystem confused itself. */
async function isAt(log: LogReader, { seq, tx }: Commit): Promise<boolean> {
  const [line] = await log.read(seq, seq);
  return line !== undefined && parseCommit(line).tx === tx;
}

/** A folder can be renamed away and another one put in its place at any instant; objects go one by one, and never all together. */
function canBeExchanged({ upkeep }: Backend): boolean {
  return upkeep !== undefined;
}

/** Is the commit that this one was made on the one before it in the log? */
async function isBehind(backend: Backend, { seq, prev }: Commit): Promise<boolean> {
  if (seq === 1) return true;
  const before = await readUnpacked(backend, seq - 1);
  return before !== null && linkOf(before).sum === prev;
}
