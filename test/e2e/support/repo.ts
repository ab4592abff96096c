import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** Files by relative path: `{ 'src/a.ts': 'export {}' }`. */
export type Tree = Record<string, string>;

/** A folder that is gone when the test has finished. Its path has no symbolic link in it. */
export async function tempFolder(files: Tree = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'backlog-e2e-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  await writeTree(folder, files);
  return folder;
}

/** A git repository with one commit that holds the files, gone when the test has finished. */
export async function tempRepo(files: Tree = {}): Promise<string> {
  const folder = await tempFolder({ 'README.md': '# A repository\n', ...files });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message=start');
  return folder;
}

/** Runs git without the configuration of the machine; gives what it prints. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, {
    cwd: folder,
    env: { ...process.env, ...gitEnvironment },
  });
  return stdout.trimEnd();
}

export async function writeTree(folder: string, files: Tree): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};
