import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { git } from './git.ts';
import { restoreFolder } from './restore-folder.ts';

/** Makes a folder a repository with the branch `main` and without commits. Only the first one of a process needs git. */
export function initRepository(folder: string): void {
  const template = join(inject('shared'), `repository-${process.pid}`);
  if (!existsSync(template)) git(inject('shared'), 'init', '-q', '-b', 'main', template);
  const made = join(folder, '.git');
  if (existsSync(made)) throw new Error(`${made} exists`);
  restoreFolder(join(template, '.git'), made, new Map());
}
