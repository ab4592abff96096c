import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FORMAT_FILE } from '../layout.ts';
import { readSmallFile } from './small-file.ts';

/** In the folder of a run: the repository that its tree is a worktree of, as JSON. */
export const RUN_REPOSITORY = 'repository.json';

/** The tree of a run: `<store>/runs/<id>/tree`. */
export interface RunTree {
  /** The store's folder. */
  dir: string;
  root: string;
  /** Of the person's repository: its git folder and its name in the workspace. */
  common: string;
  name: string;
}

/**
 * The run's tree that a folder is in; undefined outside of all. Known by where it is, since what is in it is the agent's to write: a `.git`
 * of its own tells nothing, nor does what looks like another tree inside of it, so the outermost counts. `named` gives the store that the
 * caller's environment names by the real path of its folder: any other folder that looks like a store may have come with a clone.
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
