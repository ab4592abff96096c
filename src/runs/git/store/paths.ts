import { join } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { refuse } from '../../../domain/errors.ts';
import type { Repository } from '../../../domain/records.ts';
import { REPOSITORY_NAME } from '../../../domain/scope-text.ts';

export type GitRepository = Pick<Repository, 'name' | 'common' | 'folder'>;

/** A repository of the workspace, and the folder that contains all files of runs. */
export interface RunsPlace {
  /** Path of the folder with all files of runs: `<store>/runs`. */
  runs: string;
  repository: GitRepository;
}

export interface RunPlace extends RunsPlace {
  /** Id of the run: `r7`. */
  id: string;
}

/** Name of the folder with a subfolder for each repository, next to the runs' folders. No run has this id. */
const REPOSITORIES = 'repositories';

/** The paths of a folder for checks: its files, Backlog's own index of them, and the git folder that checks see. */
export interface SealedPaths {
  folder: string;
  tree: string;
  index: string;
  repo: string;
  /** A copy of `repo` from before the checks. */
  kept: string;
}

function sealedPaths(folder: string): SealedPaths {
  return {
    folder,
    tree: join(folder, 'tree'),
    index: join(folder, 'index'),
    repo: join(folder, 'repo.git'),
    kept: join(folder, 'kept.git'),
  };
}

export interface RepositoryPaths {
  folder: string;
  /** The private copy of the person's repository: bare, with hard links, never pruned. */
  store: string;
  /** Config file that lets Backlog's git read a repository of another user. */
  trust: string;
  /** A second git folder over the objects of the private copy. It has no filters, so files are never converted. */
  raw: string;
  /** Folder with the private copies of the repository's submodules. */
  modules: string;
  /** The folder in which the merge queue checks merged files. */
  scratch: SealedPaths;
}

export function repositoriesFolder(runs: string): string {
  return join(runs, REPOSITORIES);
}

export function repositoryPaths({ runs, repository }: RunsPlace): RepositoryPaths {
  const { name } = repository;
  if (!REPOSITORY_NAME.test(name)) refuse('invalid', `${JSON.stringify(name)} is not the name of a repository`);
  const folder = join(repositoriesFolder(runs), name);
  return {
    folder,
    store: join(folder, 'store.git'),
    trust: join(folder, 'trust.config'),
    raw: join(folder, 'raw.git'),
    modules: join(folder, 'modules'),
    scratch: sealedPaths(join(folder, 'scratch')),
  };
}

/** Returns the folder in which a pass looks for work. Only one run of the pass may use it at a time. */
export function passPaths(place: RunsPlace, pass: string): SealedPaths {
  return sealedPaths(join(repositoryPaths(place).folder, 'passes', pass));
}

export interface RunPaths {
  folder: string;
  /** The agent's git folder. The agent controls its config, hooks and index, so Backlog never runs git in it. */
  repo: string;
  tree: string;
  /** Backlog's own index of the worktree. */
  index: string;
  /** A separate git folder over the agent's refs and objects, with Backlog's own config. */
  view: string;
  /** Record of the preparation, written as its last step. If it exists, the worktree may contain work. */
  prepared: string;
  /** List of the files that were in the worktree before its agent began. */
  readied: string;
  /** List of those files that `.gitignore` hides and that existed before the agent began. */
  hidden: string;
  /** Record of the last measured disk use. */
  usage: string;
  /** Folder with Backlog's indexes of the submodules in the worktree. */
  modules: string;
  /** The folder in which the run's results are checked. */
  sealed: SealedPaths;
}

export function runPaths({ runs, id }: Pick<RunPlace, 'runs' | 'id'>): RunPaths {
  if (!SAFE_RUN_ID.test(id)) refuse('invalid', `${JSON.stringify(id)} is not a run id such as r7`);
  const folder = join(runs, id);
  return {
    folder,
    repo: join(folder, 'repo.git'),
    tree: join(folder, 'tree'),
    index: join(folder, 'index'),
    view: join(folder, 'view.git'),
    prepared: join(folder, 'prepared.json'),
    readied: join(folder, 'readied.json'),
    hidden: join(folder, 'hidden.json'),
    usage: join(folder, 'usage.json'),
    modules: join(folder, 'modules'),
    sealed: sealedPaths(join(folder, 'sealed')),
  };
}

/** Returns the path of the index that was stored with this result. */
export function resultIndex(run: RunPaths, result: string): string {
  return `${run.index}.result-${result}`;
}

/** Matches the id of a run. Ids become names of folders and refs, so no other text may pass. */
export const SAFE_RUN_ID = /^r\d{1,12}$/;

/** Returns the name of a run's ref in the private copy. */
export function runRef(
  id: string,
  name:
    | 'base'
    | 'head'
    | 'beside'
    | 'result'
    | 'target'
    | 'update'
    | 'suggested'
    | 'merged'
    | 'reverted'
    | 'rescue'
    | 'compared',
): string {
  return `${runRefs(id)}/${name}`;
}

/** Returns the folder of a run's refs in the private copy. */
export function runRefs(id: string): string {
  return `refs/runs/${id}`;
}

/**
 * Returns the git folder that all worktrees of a repository share.
 * @throws BacklogError `usage` for a folder without git
 */
export function commonOf({ name, folder, common }: GitRepository): string {
  if (common === undefined) {
    refuse('usage', `${name} (${folder}) is not a git repository, and runs need one`, {
      hint: `\`git init ${shellWord(folder)}\`, make a first commit, then \`backlog repo add ${shellWord(folder)}\`.`,
    });
  }
  return common;
}
