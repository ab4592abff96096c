import { runByShell } from './shell.ts';

/** Nothing of the machine's configuration, and a name for commits. Folders may be cloned from each other. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};

/** And that a commit starts no second git, which would look whether there is something to tidy. */
const SETTINGS = ['-c', 'protocol.file.allow=always', '-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];

/** Runs git in a folder; gives what it printed. */
export function git(folder: string, ...args: string[]): string {
  const words = ['git', ...SETTINGS, ...args];
  return runByShell(words, { cwd: folder, env: { ...process.env, ...ENVIRONMENT } })
    .toString()
    .trimEnd();
}
