import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../support/git.ts';
import { gitProject } from '../support/runs.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** Repositories beside the project: one in the workspace, one that is not. */
export async function withRepositories({ folder, run }: TestWorkspace): Promise<void> {
  for (const name of ['old', 'new']) {
    mkdirSync(join(folder, name));
    git(join(folder, name), 'init', '-q', '-b', 'main');
    git(join(folder, name), 'commit', '-q', '--allow-empty', '-m', 'First');
  }
  await run('repo_add', { path: '../old' });
}

/** A bare remote of the project that lacks its commit, and a person's setting that names the remote. */
export async function withOrigin(work: TestWorkspace): Promise<void> {
  await gitProject(work);
  git(work.folder, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  const project = join(work.folder, 'project');
  git(project, 'remote', 'add', 'origin', '../origin.git');
  git(project, 'push', '-q', 'origin', 'main');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Second');
  await work.run('setting_set', { name: 'repo.remote', value: 'origin' });
}
