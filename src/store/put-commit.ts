import type { Backend, Put } from './backend.ts';
import { type Commit, parseCommit } from './commit.ts';
import { commitPath } from './layout.ts';
import { type LogReader, readSegment } from './log.ts';

/**
 * Puts a sealed commit at its number, durably; null when the number is somebody else's.
 * After the put it looks at the floor: a number at or below it was packed while this process slept, so the
 * file it just made may be a second one of that number. The history decides, and the file goes.
 */
export async function putCommit(
  backend: Backend,
  log: LogReader,
  { commit, line }: { commit: Commit; line: string },
): Promise<Put | null> {
  const path = commitPath(commit.seq);
  const made = await backend.put(path, `${line}\n`);
  if (!made) return (await isAt(log, commit)) ? { tag: '' } : null;
  if ((await log.advanceFloor()) < commit.seq) return made;
  const [packed] = await readSegment(backend, commit.seq, log.size);
  if (packed && parseCommit(packed).tx === commit.tx) return made;
  await backend.delete(path);
  return null;
}

/** A name may be taken by the very put that says so: its first answer was lost, or a filesystem confused itself. */
async function isAt(log: LogReader, { seq, tx }: Commit): Promise<boolean> {
  const [line] = await log.read(seq, seq);
  return line !== undefined && parseCommit(line).tx === tx;
}
