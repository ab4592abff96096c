import { join } from 'node:path';
import { git } from '../../support/git.ts';
import { FILES, newRepository } from './field.ts';

/** Makes a clone of a repository with the submodule `lib`, with or without the submodule's files. */
export const withLib = (init: boolean) => (root: string) => {
  const lib = newRepository(join(root, 'lib'), { 'x.txt': 'x1\n' });
  const origin = newRepository(join(root, 'origin'), FILES);
  git(origin, 'submodule', '--quiet', 'add', lib, 'lib');
  git(origin, 'commit', '-qm', 'Submodule');
  git(root, 'clone', '-q', origin, 'user');
  if (init) git(join(root, 'user'), 'submodule', '--quiet', 'update', '--init');
  return join(root, 'user');
};
