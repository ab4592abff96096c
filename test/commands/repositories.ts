import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../support/git.ts';
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
