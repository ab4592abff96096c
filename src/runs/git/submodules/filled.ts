import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BytePath } from '../diff/path-text.ts';
import { readIfThere } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { moduleKey } from './module-store.ts';

/** The submodules of a worktree that Backlog filled, by path from the worktree's top. */
export type FilledModules = Readonly<Record<BytePath, { commit: string; names: readonly string[] }>>;

/** Reads which submodules of a run's worktree Backlog filled. The agent can change this record. */
export async function filledIn(place: RunPlace): Promise<FilledModules> {
  try {
    const found: unknown = JSON.parse((await readIfThere(recordOf(place)))?.toString('latin1') ?? '{}');
    return typeof found === 'object' && found !== null ? (found as FilledModules) : {};
  } catch {
    return {};
  }
}

export async function putFilled(place: RunPlace, filled: FilledModules): Promise<void> {
  await writeFile(recordOf(place), JSON.stringify(filled), 'latin1');
}

function recordOf(place: RunPlace): string {
  return join(runPaths(place).modules, 'filled.json');
}

/** Returns the paths of Backlog's own index and of the view of a submodule in a run's worktree. */
export function moduleFiles(place: RunPlace, names: readonly string[]): { index: string; view: string } {
  const base = join(runPaths(place).modules, moduleKey(names));
  return { index: `${base}.index`, view: `${base}.view` };
}
