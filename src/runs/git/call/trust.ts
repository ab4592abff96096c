import { stat } from 'node:fs/promises';
import { refuse } from '../../../domain/errors.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { personEnvironment } from './environment.ts';
import { git } from './git.ts';

/**
 * The configuration, as text, by which our own calls may read a repository that belongs to another user: git does that only where somebody
 * said so, and ours read nothing of what the person said. They may when the person's own git does, which is asked only then.
 * @throws BacklogError `forbidden` when it does not
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
