import { pushAll } from '../../base/iterables.ts';
import type { ProgressReport } from '../../base/progress.ts';
import type { Backend } from '../backend.ts';
import { fsBackend } from '../backends/fs.ts';
import { damagedFiles, KEPT, removeOld } from '../backup/kept.ts';
import { removeCheckpoint } from '../state/checkpoint.ts';
import { examine } from './examine.ts';
import type { Report, StoreProblem } from './report.ts';

/** What is wrong with a store, which may be too damaged to be opened; null when there is none. Changes nothing. `now` in milliseconds. */
export function examineStore(dir: string, now = Date.now(), progress?: ProgressReport): Promise<Report | null> {
  return examine(fsBackend(dir), now, progress);
}

/**
 * Mends what can be mended without losing anything, until nothing is left that can; what it replaces is kept, as it was, in `damaged/`,
 * and goes when its time is over.
 * Returns what it mended, and how the store is then.
 */
export async function mendStore(dir: string, now: number): Promise<{ mended: StoreProblem[]; report: Report | null }> {
  removeOld(damagedFiles(dir), KEPT.damaged, now);
  const backend = fsBackend(dir);
  const mended: StoreProblem[] = [];
  for (;;) {
    const report = await examine(backend, now);
    const done = await mendProblems(backend, report?.problems ?? []);
    if (done.length === 0) return { mended, report };
    pushAll(mended, done);
  }
}

/** One round of mending: of several problems of one file the first, since the others are seen anew then. Returns what was mended. */
async function mendProblems(backend: Backend, problems: readonly StoreProblem[]): Promise<StoreProblem[]> {
  const files = new Set<string>();
  const mended: StoreProblem[] = [];
  for (const problem of problems) {
    if (!problem.mend || files.has(problem.file)) continue;
    files.add(problem.file);
    const { checkpoint, remove = [], put = {} } = problem.mend;
    if (checkpoint !== undefined) await removeCheckpoint(backend, checkpoint);
    for (const path of remove) await setAside(backend, path);
    for (const [path, content] of Object.entries(put)) await backend.put(path, content);
    mended.push(problem);
  }
  return mended;
}

async function setAside(backend: Backend, path: string): Promise<void> {
  const bytes = await backend.get(path);
  for (let n = 1; bytes && !(await backend.put(`damaged/${path}.${n}`, bytes)); n++);
  await backend.delete(path);
}
