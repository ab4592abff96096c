import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FORMAT_FILE } from '../layout.ts';
import { readSmallFile } from './small-file.ts';

/** Name of a JSON file in a run's folder. It contains the repository to which the run's worktree belongs. */
export const RUN_REPOSITORY = 'repository.json';

/** The worktree of a run: `<store>/runs/<id>/tree`. */
export interface RunTree {
  /** The store's folder. */
  dir: string;
  root: string;
  /** The git folder of the person's repository. */
  common: string;
  name: string;
}

/**
 * Returns the run's worktree that contains a folder; undefined if there is none. Only its location identifies it, since
 * the agent can write anything inside, such as another `.git`. Of nested matches, the outermost counts. `named` returns
 * the store of the caller's environment by the real path of its folder. Any other folder that looks like a store may be
 * part of a clone.
 */
export function runTreeAt(folder: string, named: (dir: string) => string | undefined): RunTree | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return runTreeAt(above, named) ?? treeOfRun(folder, named);
}

function treeOfRun(root: string, named: (dir: string) => string | undefined): RunTree | undefined {
  const run = dirname(root);
  if (basename(root) !== 'tree' || basename(dirname(run)) !== 'runs') return undefined;
  const dir = named(dirname(dirname(run)));
  if (dir === undefined || !existsSync(join(dir, FORMAT_FILE))) return undefined;
  const repository = repositoryIn(join(run, RUN_REPOSITORY));
  return repository && { dir, root, ...repository };
}

function repositoryIn(file: string): Pick<RunTree, 'common' | 'name'> | undefined {
  try {
    const { common, name } = JSON.parse(readSmallFile(file) ?? '') as Record<string, unknown>;
    return typeof common === 'string' && typeof name === 'string' ? { common, name } : undefined;
  } catch {
    return undefined;
  }
}
