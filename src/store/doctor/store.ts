import { pushAll } from '../../base/iterables.ts';
import type { Progress } from '../../base/progress.ts';
import { fsBackend } from '../backends/fs.ts';
import { examine } from './examine.ts';
import { mendProblems } from './mend.ts';
import type { Problem, Report } from './report.ts';

/** What is wrong with a store, which may be too damaged to be opened; null when there is none. Changes nothing. `now` in milliseconds. */
export function examineStore(dir: string, now = Date.now(), progress?: Progress): Promise<Report | null> {
  return examine(fsBackend(dir), now, progress);
}

/**
 * Mends what can be mended without losing anything, until nothing is left that can; what it replaces is kept, as it was, in `damaged/`.
 * Returns what it mended, and how the store is then.
 */
export async function mendStore(dir: string, now: number): Promise<{ mended: Problem[]; report: Report | null }> {
  const backend = fsBackend(dir);
  const mended: Problem[] = [];
  for (;;) {
    const report = await examine(backend, now);
    const done = await mendProblems(backend, report?.problems ?? []);
    if (done.length === 0) return { mended, report };
    pushAll(mended, done);
  }
}
