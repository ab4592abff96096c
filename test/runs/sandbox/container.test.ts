import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enterSandbox } from '../../../src/runs/sandbox/enter.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';

/** Takes docker's arguments and starts bubblewrap, which is the only container that tests can rely on. */
const BOX = `#!/bin/sh
walls="--unshare-pid --die-with-parent --proc /proc --dev /dev --tmpfs /tmp"
for path in /usr /bin /sbin /lib /lib64 /etc; do walls="$walls --ro-bind-try $path $path"; done
while :; do
  case $1 in
    -v) at=\${2#*:}; how=--ro-bind; [ "\${at#*:}" = rw ] && how=--bind; walls="$walls $how \${2%%:*} \${at%%:*}"; shift 2 ;;
    -e) shift 2 ;;
    -w) walls="$walls --chdir $2"; shift 2 ;;
    *) break ;;
  esac
done
exec bwrap $walls --remount-ro / -- "$@"
`;

const TRIES =
  'echo x > ../index; for file in here ../repo.git/x ../tmp/t; do (echo x >> $file) 2>/dev/null && echo $file; done; cat a';

/** Starts a program that tries to write, in a person's container. */
async function inContainer(line: string, readOnly: boolean) {
  const root = tempFolder('container');
  writeFiles(root, { 'run/tree/a': 'read\n', 'run/repo.git/HEAD': '', 'run/index': '', 'run/tmp/.keep': '', box: BOX });
  const folder = join(root, 'run', 'tree');
  const env = { PATH: process.env.PATH!, HOME: root };
  const entered = await enterSandbox(
    { file: '/bin/sh', args: ['-c', TRIES], env, stdin: '', stdinStaysOpen: false },
    {
      ...{ folder, queue: join(root, 'queue'), objects: [], reads: [], servers: [], outside: false, readOnly, env },
      rules: {
        mode: 'worktree',
        network: [],
        caches: [],
        secrets: [],
        env: [],
        container: `sh ${root}/box ${line}`,
      } as never,
      denied: () => undefined,
    },
  );
  if ('why' in entered) throw new Error(entered.why);
  const { file, args } = entered.launch;
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: folder, env: entered.launch.env, encoding: 'utf8' });
  entered.leave();
  return {
    status,
    stdout: stdout.trim().split('\n').filter(Boolean),
    stderr,
    files: readdirSync(folder),
    index: readFileSync(join(root, 'run/index'), 'utf8'),
  };
}

describe("a program in a person's container", NEEDS_SANDBOX, () => {
  test.each([
    ['of a judge writes only its temporary files', true, ['../tmp/t', 'read']],
    ['of a run writes its worktree and its git folder, too', false, ['here', '../repo.git/x', '../tmp/t', 'read']],
  ])('%s', async (_, readOnly, wrote) => {
    expect(await inContainer('$BACKLOG_SANDBOX_ARGS', readOnly)).toMatchObject({
      status: 0,
      index: '',
      stdout: wrote,
      stderr: '',
    });
  });

  test.each([
    ['the checkout of a judge', true, '-v $PWD:$PWD:rw -w $PWD', 'may only read'],
    ["Backlog's own files", false, '-v $PWD/..:$PWD/..:rw -w $PWD', "Backlog's own files"],
  ])('does not start if the container can write %s', async (_, readOnly, line, why) => {
    const ended = await inContainer(line, readOnly);
    expect(ended).toMatchObject({ status: 97, stdout: [], files: ['a'] });
    expect(ended.stderr).toContain(why);
    expect(ended.stderr).toContain('Use $BACKLOG_SANDBOX_ARGS in runs.container');
  });
});
