import { pushAll } from '../../base/iterables.ts';
import type { ProgressReport } from '../../base/progress.ts';
import type { Backend } from '../backend.ts';
import { backendIn } from '../backends/chosen.ts';
import { readFormat } from '../format.ts';
import { removeCheckpoint } from '../state/checkpoint.ts';
import { examine } from './examine.ts';
import type { Report, StoreProblem } from './report.ts';
import { type Salvaged, salvage } from './salvage.ts';
import { removeSetAside, setAside } from './set-aside.ts';

/**
 * Verifies a store without changing it. The store may be too damaged to open. `now` is in milliseconds since the epoch.
 * @returns null if there is no store
 */
export async function examineStore(dir: string, now = Date.now(), progress?: ProgressReport): Promise<Report | null> {
  const backend = await backendIn(dir);
  try {
    return await examine(backend, now, { dir, progress });
  } finally {
    await backend.close?.();
  }
}

/**
 * Applies fixes that lose no data until none is left. The replaced files are kept in `damaged/` for some time.
 * @returns the fixed problems and the final report
 */
export async function mendStore(
  dir: string,
  now: number,
  progress?: ProgressReport,
): Promise<{ mended: StoreProblem[]; report: Report | null }> {
  const backend = await backendIn(dir);
  const mended: StoreProblem[] = [];
  try {
    await removeSetAside(backend, now);
    for (;;) {
      const report = await examine(backend, now, { dir, progress });
      const done = await mendProblems(backend, report?.problems ?? []);
      if (done.length === 0) return { mended, report };
      pushAll(mended, done);
    }
  } finally {
    await backend.close?.();
  }
}

/**
 * Makes a damaged queue writable again: applies all fixes that lose no data, then gives up the changes that can't be
 * read. Only a person decides that. Files of these changes are kept in `damaged/`.
 * @returns as {@link mendStore}, and what was given up; null if nothing had to be
 */
export async function salvageStore(
  dir: string,
  now: number,
  progress?: ProgressReport,
): Promise<{ mended: StoreProblem[]; report: Report | null; salvaged: Salvaged | null }> {
  const { mended, report } = await mendStore(dir, now, progress);
  if (!report?.cut) return { mended, report, salvaged: null };
  const backend = await backendIn(dir);
  try {
    const { segment } = (await readFormat(backend))!;
    const salvaged = await salvage(backend, dir, segment, report.cut);
    const after = await mendStore(dir, now, progress);
    return { mended: [...mended, ...after.mended], report: after.report, salvaged };
  } finally {
    await backend.close?.();
  }
}

/**
 * Applies one round of fixes. Each file gets at most one fix per round; the next examination finds its other problems.
 * @returns the fixed problems
 */
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
