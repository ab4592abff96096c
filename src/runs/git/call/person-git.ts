import type { SimpleGit } from 'simple-git';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { personEnvironment } from './environment.ts';

/**
 * Returns simple-git for the person's repository. It gets only the variables that a reading command needs, because
 * simple-git refuses git's own variables and variables that name a program.
 */
export async function personGit(repository: GitRepository): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const wanted = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'LC_ALL'];
  const environment = Object.entries(personEnvironment()).filter(([name]) => wanted.includes(name));
  return simpleGit({ baseDir: commonOf(repository), trimmed: true }).env(Object.fromEntries(environment));
}
