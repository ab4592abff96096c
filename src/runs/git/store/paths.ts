import { join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import type { Repository } from '../../../domain/repository.ts';

export type GitRepository = Pick<Repository, 'name' | 'common' | 'folder'>;

/** A repository of the workspace, and the folder of the store that holds everything runs have on disk. */
export interface RunsPlace {
  /** `<store>/runs` */
  runs: string;
  repository: GitRepository;
}

/** Where one run is. */
export interface RunPlace extends RunsPlace {
  /** As `r7`. */
  id: string;
}

/** In the folder of runs beside the runs: one folder for each repository. No run has this id. */
export const REPOSITORIES = 'repositories';

export interface RepositoryPaths {
  folder: string;
  /** Our private copy of the person's repository: bare, hard-linked, never pruned. */
  store: string;
  /** Configuration by which our calls may read the person's repository where another user owns it. */
  trust: string;
  /** A second git folder over the objects of the store, under which bytes are kept as they are. */
  raw: string;
  scratch: { folder: string; tree: string; index: string; repo: string };
}

export function repositoryPaths({ runs, repository }: RunsPlace): RepositoryPaths {
  const folder = join(runs, REPOSITORIES, repository.name);
  const scratch = join(folder, 'scratch');
  return {
    folder,
    store: join(folder, 'store.git'),
    trust: join(folder, 'trust.config'),
    raw: join(folder, 'raw.git'),
    scratch: {
      folder: scratch,
      tree: join(scratch, 'tree'),
      index: join(scratch, 'index'),
      repo: join(scratch, 'repo.git'),
    },
  };
}

export interface RunPaths {
  folder: string;
  /** The git folder that the agent sees. Its config, hooks and index are the agent's: nothing of ours runs under it. */
  repo: string;
  tree: string;
  /** Our own index of the tree. */
  index: string;
  /** Our own git folder over the agent's refs and objects, to read them under our config. */
  view: string;
  /** Written last when the run is prepared: from then on the tree may hold work. */
  prepared: string;
  /** What stood in the tree before its agent began. */
  readied: string;
  /** What of it `.gitignore` hides. */
  hidden: string;
  /** The last measured disk use. */
  usage: string;
}

export function runPaths({ runs, id }: Pick<RunPlace, 'runs' | 'id'>): RunPaths {
  if (!RUN_ID.test(id)) refuse('invalid', `${JSON.stringify(id)} is no run id (like r7)`);
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
  };
}

/** Ids become names of folders and of refs. */
export const RUN_ID = /^r\d{1,12}$/;

/** The refs of a run in the store. */
export function runRef(
  id: string,
  name: 'base' | 'head' | 'result' | 'target' | 'update' | 'merged' | 'rescue',
): string {
  return `refs/runs/${id}/${name}`;
}

/** The git folder that all worktrees of the repository share. @throws BacklogError `usage` for a folder without git */
export function commonOf({ name, folder, common }: GitRepository): string {
  if (common === undefined) {
    refuse('usage', `${name} (${folder}) is a folder without git: runs need a repository`, {
      hint: `\`git init ${folder}\`, a first commit, then \`backlog repo add ${folder}\`.`,
    });
  }
  return common;
}
