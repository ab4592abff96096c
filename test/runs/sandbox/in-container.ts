import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enterSandbox } from '../../../src/runs/sandbox/enter.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';

const TRIES =
  'echo x > ../index; for file in here ../repo.git/x ../tmp/t; do (echo x >> $file) 2>/dev/null && echo $file; done; cat a';

/** Starts a program that tries to write, in a person's container. @param line the setting `runs.container` */
export async function inContainer(line: string, readOnly: boolean) {
  const root = tempFolder('container');
  writeFiles(root, { 'run/tree/a': 'read\n', 'run/repo.git/HEAD': '', 'run/index': '', 'run/tmp/.keep': '' });
  const folder = join(root, 'run', 'tree');
  const env = { PATH: process.env.PATH!, HOME: root };
  const entered = await enterSandbox(
    { file: '/bin/sh', args: ['-c', TRIES], env, stdin: '', stdinStaysOpen: false },
    {
      ...{ folder, queue: join(root, 'queue'), objects: [], reads: [], servers: [], outside: false, readOnly, env },
      rules: { mode: 'worktree', network: [], caches: [], secrets: [], env: [], container: line } as never,
      denied: () => undefined,
    },
  );
  if ('why' in entered) throw new Error(entered.why);
  const { file, args } = entered.launch;
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: folder, env: entered.launch.env, encoding: 'utf8' });
  await entered.leave();
  return {
    status,
    stdout: stdout.trim().split('\n').filter(Boolean),
    stderr,
    files: readdirSync(folder),
    index: readFileSync(join(root, 'run/index'), 'utf8'),
  };
}
