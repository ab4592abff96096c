import { stat } from 'node:fs/promises';
import { shellWord } from '../../../base/shell-word.ts';
import { refuse } from '../../../domain/errors.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { personEnvironment } from './environment.ts';
import { git } from './git.ts';

/**
 * Makes the configuration that lets Backlog's git read a repository of another user. Without `safe.directory`, git
 * refuses such a repository. Since Backlog's git ignores the person's settings, this function first checks that the
 * person's own git may read the repository.
 * @returns text of a config file; empty if the repository belongs to this user
 * @throws BacklogError `forbidden` if the person's git refuses, too
 */
export async function trustConfig(repository: GitRepository): Promise<string> {
  const common = commonOf(repository);
  const { uid } = await stat(common).catch(() => ({ uid: undefined }));
  if (uid === undefined || uid === process.geteuid?.()) return '';
  const args = ['rev-parse', '--git-dir'];
  const { code, err } = await git({ args, cwd: repository.folder, env: personEnvironment(), codes: [0, 128] });
  if (code !== 0) {
    refuse('forbidden', `git doesn't trust ${repository.folder}: it belongs to another user`, {
      hint: `If you trust it: \`git config --global --add safe.directory ${shellWord(repository.folder)}\`.`,
      data: { said: err },
    });
  }
  return `[safe]\n\tdirectory = ${JSON.stringify(common)}\n`;
}
