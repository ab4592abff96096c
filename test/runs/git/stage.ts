import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  fillSealed,
  type GitRepository,
  land,
  mergeResults,
  prepareWorktree,
  type RunPlace,
  type RunSnapshot,
  repositoryPaths,
  runPaths,
  takeSnapshot,
  targetTip,
} from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';

/** A person's repository with one commit, and a store for its runs. */
export interface Stage {
  user: string;
  repository: GitRepository;
  runs: string;
  base: string;
  place(id?: string): RunPlace;
  /** Prepares a run from the tip of its target; gives the worktree. */
  start(id?: string, target?: string): Promise<string>;
  snapshot(id?: string): Promise<RunSnapshot>;
  /** Fills the merge queue's folder for checks with a commit; gives the folder. */
  scratch(commit: string): Promise<string>;
}

export const FILES = {
  'a.txt': 'one\ntwo\nthree\n',
  'src/b.txt': 'b\n',
  'src/deep/c.txt': 'c\n',
  '.gitignore': '*.log\nbuild/\n',
};

export interface StageWish {
  files?: Record<string, string>;
  init?: string[];
  /** Where it is made, instead of in a folder that goes away with the test. */
  root?: string;
  /** Instead of a new repository; gives the checkout. */
  make?: (folder: string) => string;
}

export function stage({ files = FILES, init = [], root = tempFolder('runs'), make }: StageWish = {}): Stage {
  const user = make ? make(root) : newRepository(join(root, 'user'), files, init);
  const runs = join(root, 'store', 'runs');
  const repository = repositoryAt(user);
  const place = (id = 'r1') => ({ runs, id, repository });
  const bases = new Map<string, string>();
  return {
    user,
    repository,
    runs,
    base: existsSync(join(user)) ? headOf(user) : '',
    place,
    async start(id = 'r1', target) {
      const { commit, branch } = await targetTip(repository, target);
      bases.set(id, commit);
      await prepareWorktree(place(id), { base: commit, branch: `backlog/${id}-x-1`, target: branch });
      return runPaths(place(id)).tree;
    },
    snapshot: (id = 'r1') => takeSnapshot(place(id), { base: bases.get(id) ?? '', message: `Result of ${id}` }),
    async scratch(commit) {
      const at = repositoryPaths(place()).scratch;
      await fillSealed(place(), at, commit);
      return at.tree;
    },
  };
}

/** Commits all files of a worktree. */
export const commitAll = (tree: string, message: string) =>
  git(tree, 'add', '-A') + git(tree, 'commit', '-qm', message);

/** Commits a file on another branch, and goes back. */
export const onSide = (tree: string, branch: string, file: string) => {
  git(tree, 'switch', '-qc', branch);
  writeFiles(tree, { [file]: 'x\n' });
  commitAll(tree, branch);
  git(tree, 'switch', '-q', '-');
};

/** Commits a tree with an author line that git itself would not write, and that its check refuses. */
export function refusedCommit(
  tree: string,
  {
    of,
    parent,
    ref = 'HEAD',
    line = 'a 1700000000 +0000',
  }: { of: string; parent: string; ref?: string; line?: string },
): void {
  const input = `tree ${of}\nparent ${parent}\nauthor ${line}\ncommitter ${line}\n\nWork\n`;
  const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
  git(tree, 'update-ref', ref, execFileSync('git', args, { cwd: tree, input, encoding: 'utf8' }).trim());
}

function headOf(folder: string): string {
  try {
    return git(folder, 'rev-parse', 'HEAD');
  } catch {
    return '';
  }
}

export function newRepository(folder: string, files: Record<string, string>, init: string[] = []): string {
  git('/', 'init', '-q', '-b', 'main', ...init, folder);
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'first');
  return folder;
}

export function repositoryAt(folder: string): GitRepository {
  const common = realpathSync(resolve(folder, git(folder, 'rev-parse', '--git-common-dir')));
  return { name: 'user', common, folder };
}

export interface Approved {
  tip: string;
  old: string;
}

/** Merges a snapshot as approved. */
export async function merged(
  { runs, repository, ...rest }: Stage,
  snapshot: RunSnapshot,
  id = 'r1',
  target?: string,
): Promise<Approved> {
  const { commit: old } = await targetTip(repository, target);
  const { base } = rest;
  const result = await mergeResults(
    { runs, repository },
    {
      target: old,
      how: 'squash',
      results: [{ id, base, commit: snapshot.commit, message: `Merge ${id}`, approved: snapshot.changed }],
    },
  );
  if (!result.ok) throw new Error(`conflicts: ${JSON.stringify(result.conflicts)}`);
  return { tip: result.tip, old };
}

export function landing({ tip, old }: Approved, ref = 'refs/heads/main') {
  return { ref, old, new: tip, id: 'r1', message: 'backlog: run r1 merged' };
}

/** From the worktree of a run to the branch. */
export async function landRun(on: Stage, id = 'r1', target?: string) {
  const approved = await merged(on, await on.snapshot(id), id, target);
  return land(on, landing(approved));
}
