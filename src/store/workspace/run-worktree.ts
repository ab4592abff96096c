import { basename, dirname, join } from 'node:path';
import { hasQueue } from './address-file.ts';
import { readSmallFile } from './small-file.ts';

/** Name of the JSON file in a run's folder that names the repository of the run's worktree. */
export const RUN_REPOSITORY = 'repository.json';

/** The worktree of a run: `<store>/runs/<id>/tree`. */
export interface RunTree {
  /** The folder of the run's store. */
  dir: string;
  root: string;
  /** The git folder of the repository from which the run was started. */
  common: string;
  name: string;
}

/**
 * Returns the run's worktree that contains a folder, or undefined. Only the location counts, because the agent can
 * write anything into the worktree, such as another `.git`. If several match, returns the outermost. `named` returns
 * the store at a real path if the environment names that store. Other folders may only look like a store, for example
 * as part of a clone.
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
  if (dir === undefined || !hasQueue(dir)) return undefined;
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
