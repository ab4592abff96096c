import { spawn } from 'node:child_process';
import type { Glance } from '../../report/now/glance.ts';
import { findWorkspace, goneQueue, newestMark } from '../../store/index.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import type { GlanceQuestion } from './read-glance.ts';
import { beginRefresh, endRefresh, isCurrent, readStored, type StoredGlance, storeGlance } from './stored-glance.ts';

/** The word with which `statusline.cjs` only reads the queue, for the next call. */
export const REFRESH = '--refresh';

/**
 * Returns the glance at the queue of a folder. If the queue has changed since the last glance, returns the last one and
 * starts a process that reads the queue for the next call: reading takes longer than a status line may. Only the first
 * call of a queue reads it at once.
 * @param program path of `statusline.cjs`
 * @returns undefined without a queue; null for a queue that can't be read
 */
export async function glanceAt(question: GlanceQuestion, program: string): Promise<Glance | null | undefined> {
  let dir: string;
  try {
    const where = findStore(question);
    if (where === undefined) return undefined;
    dir = where;
  } catch {
    return null;
  }
  const stored = readStored(dir);
  if (!stored) return (await refreshed(dir, question)).glance;
  if (!isCurrent(dir, stored, question.now)) startRefresh(dir, program, question);
  return stored.glance;
}

/** Reads the queue of a folder and keeps the glance. It is the work of the process that {@link glanceAt} starts. */
export async function refresh(question: GlanceQuestion): Promise<void> {
  const dir = findStore(question);
  if (dir === undefined) return;
  try {
    await refreshed(dir, question);
  } finally {
    endRefresh(dir);
  }
}

async function refreshed(dir: string, question: GlanceQuestion): Promise<StoredGlance> {
  const { readGlance } = await import('../hooks/whole-handlers.ts');
  const { now: at } = question;
  const read = await readGlance(question).catch(() => undefined);
  const stored = read ? { ...read, mark: newestMark(dir, read.seq), at } : { seq: 0, at, glance: null };
  storeGlance(dir, stored);
  return stored;
}

/** Returns the folder of an existing store. @throws BacklogError for a queue that is gone, a damaged marker file, or a relative path */
function findStore({ folder, env }: GlanceQuestion): string | undefined {
  const { dir, exists, used, common } = findWorkspace({ cwd: folder, env, home: homeFolder() });
  if (used && !exists) throw goneQueue(dir, common ?? '');
  return exists ? dir : undefined;
}

/** @param program path of `statusline.cjs` */
function startRefresh(dir: string, program: string, { folder: cwd, env, now }: GlanceQuestion): void {
  if (!beginRefresh(dir, now)) return;
  const child = spawn(process.execPath, [program, REFRESH], { cwd, env, detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
