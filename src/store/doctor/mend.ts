import type { Backend } from '../backend.ts';
import { removeCheckpoint } from '../state/checkpoint.ts';
import type { Problem } from './report.ts';

/** One round of mending: of several problems of one file the first, since the others are seen anew then. Returns what was mended. */
export async function mendProblems(backend: Backend, problems: readonly Problem[]): Promise<Problem[]> {
  const files = new Set<string>();
  const mended: Problem[] = [];
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
