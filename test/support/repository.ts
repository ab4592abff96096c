import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { writeFiles } from './files.ts';
import { git } from './git.ts';
import { restoreFolder } from './restore-folder.ts';

/** Makes a folder a repository with the branch `main` and without commits. Only the first one of a process needs git. */
export function initRepository(folder: string): void {
  const template = join(inject('shared'), `repository-${process.pid}`);
  if (!existsSync(template)) git(inject('shared'), 'init', '-q', '-b', 'main', template);
  copyGitDir(template, folder);
}

/**
 * Writes files into a folder and makes it a repository with one commit on `main`. If the folder was empty, only the first
 * such repository of a process needs `git commit`. Each has an index of its own, which has the times of its files.
 */
export function committedRepository(folder: string, files: Readonly<Record<string, string>>): void {
  const isEmpty = !existsSync(folder) || readdirSync(folder).length === 0;
  writeFiles(folder, files);
  // Such as the time of the commit, which some tests set.
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('GIT_'));
  const sum = createHash('sha256')
    .update(JSON.stringify([files, settings]))
    .digest('hex')
    .slice(0, 16);
  const template = join(inject('shared'), `committed-${process.pid}-${sum}`);
  if (isEmpty && existsSync(template)) {
    copyGitDir(template, folder);
    git(folder, 'add', '-A');
    return;
  }
  initRepository(folder);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'First');
  if (isEmpty) keepAsTemplate(folder, template);
}

/** Keeps a copy of a repository without its index. The template has its name only when it is whole. */
function keepAsTemplate(folder: string, template: string): void {
  const begun = `${template}-begun`;
  restoreFolder(join(folder, '.git'), join(begun, '.git'), new Map());
  rmSync(join(begun, '.git/index'));
  renameSync(begun, template);
}

function copyGitDir(template: string, folder: string): void {
  const made = join(folder, '.git');
  if (existsSync(made)) throw new Error(`${made} exists`);
  restoreFolder(join(template, '.git'), made, new Map());
}
