import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FORMAT_FILE } from './layout.ts';

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
 * of its own tells nothing, nor does what looks like another tree inside of it, so the outermost counts.
 */
export function runTreeAt(folder: string): RunTree | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return runTreeAt(above) ?? treeOfRun(folder);
}

function treeOfRun(root: string): RunTree | undefined {
  const run = dirname(root);
  const dir = dirname(dirname(run));
  if (basename(root) !== 'tree' || basename(dirname(run)) !== 'runs' || !existsSync(join(dir, FORMAT_FILE)))
    return undefined;
  const repository = repositoryIn(join(run, RUN_REPOSITORY));
  return repository && { dir, root, ...repository };
}

function repositoryIn(file: string): Pick<RunTree, 'common' | 'name'> | undefined {
  try {
    const { common, name } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof common === 'string' && typeof name === 'string' ? { common, name } : undefined;
  } catch {
    return undefined;
  }
}
