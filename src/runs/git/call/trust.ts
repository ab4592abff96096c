import { stat } from 'node:fs/promises';
import { refuse } from '../../../domain/errors.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { personEnvironment } from './environment.ts';
import { git } from './git.ts';

/**
 * Makes the configuration by which our git may read a repository of another user, when the person's own git may. Git
 * refuses such repositories without `safe.directory`, and our calls do not read the person's settings.
 * @returns text of a config file; empty when the repository belongs to this user
 * @throws BacklogError `forbidden` when the person's git refuses, too
 */
export async function trustConfig(repository: GitRepository): Promise<string> {
  const common = commonOf(repository);
  const { uid } = await stat(common).catch(() => ({ uid: undefined }));
  if (uid === undefined || uid === process.geteuid?.()) return '';
  const args = ['rev-parse', '--git-dir'];
  const { code, err } = await git({ args, cwd: repository.folder, env: personEnvironment(), codes: [0, 128] });
  if (code !== 0) {
    refuse('forbidden', `git does not trust ${repository.folder}: it belongs to another user`, {
      hint: `\`git config --global --add safe.directory ${repository.folder}\` says that you do.`,
      data: { said: err },
    });
  }
  return `[safe]\n\tdirectory = ${JSON.stringify(common)}\n`;
}
