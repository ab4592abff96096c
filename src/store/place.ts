import type { Backend } from './backend.ts';
import { type Commit, parseCommit } from './commit.ts';
import { replaced } from './failure.ts';
import { commitPath } from './layout.ts';
import { type LogReader, readSegment } from './log.ts';

/**
 * Puts a sealed commit at its number, durably; false when the number is somebody else's.
 * After the put it looks at the floor: a number at or below it was packed while this process slept, so the
 * file it just made may be a second one of that number. The history decides, and the file goes.
 */
export async function placeCommit(
  backend: Backend,
  log: LogReader,
  sealed: { commit: Commit; line: string },
): Promise<boolean> {
  const { seq } = sealed.commit;
  const path = commitPath(seq);
  await assertPrevious(backend, log, seq - 1);
  if (!(await backend.put(path, `${sealed.line}\n`)) && !(await isOurs(backend, path, sealed.commit))) return false;
  if ((await log.advanceFloor()) < seq) return true;
  const [packed] = (await readSegment(backend, seq, log.size)).lines();
  if (packed && parseCommit(packed.bytes, seq, packed.file).tx === sealed.commit.tx) return true;
  await backend.delete(path);
  return false;
}

/** A store that was put back from a backup, or emptied, must not go on from a commit that it no longer has. */
async function assertPrevious(backend: Backend, log: LogReader, seq: number): Promise<void> {
  if (seq <= Math.max(log.floor, 0) || (await backend.stat(commitPath(seq))) || (await log.advanceFloor()) >= seq)
    return;
  throw replaced(backend.place, `${backend.place}/${commitPath(seq)} is gone`);
}

/** Some filesystems say that a name is taken when the very call that says so took it. */
async function isOurs(backend: Backend, path: string, commit: Commit): Promise<boolean> {
  const bytes = await backend.get(path);
  return bytes?.includes(`"tx":"${commit.tx}"`) ?? false;
}
