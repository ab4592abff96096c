import { runByShell } from './shell.ts';

/** An environment without the machine's configuration, with a name for commits. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};

/** Settings that allow cloning from folders, and prevent that a commit starts git's maintenance. */
const SETTINGS = ['-c', 'protocol.file.allow=always', '-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];

/** Runs git in a folder. @returns its output */
export function git(folder: string, ...args: string[]): string {
  const words = ['git', ...SETTINGS, ...args];
  return runByShell(words, { cwd: folder, env: { ...process.env, ...ENVIRONMENT } })
    .toString()
    .trimEnd();
}
