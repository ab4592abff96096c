import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { containerCommand, engineEnv, removalOf } from '../../../src/runs/sandbox/container.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { inContainer } from './in-container.ts';

/** Takes docker's arguments and starts bubblewrap, which is the only container that tests can rely on. */
const BOX = `#!/bin/sh
walls="--unshare-pid --die-with-parent --proc /proc --dev /dev --tmpfs /tmp"
for path in /usr /bin /sbin /lib /lib64 /etc; do walls="$walls --ro-bind-try $path $path"; done
while :; do
  case $1 in
    -v) at=\${2#*:}; how=--ro-bind; [ "\${at#*:}" = rw ] && how=--bind; walls="$walls $how \${2%%:*} \${at%%:*}"; shift 2 ;;
    -e | --name | --stop-timeout) shift 2 ;;
    -w) walls="$walls --chdir $2"; shift 2 ;;
    *) break ;;
  esac
done
exec bwrap $walls --remount-ro / -- "$@"
`;

/** Plays a line of arguments with that stand-in. */
function boxed(line: string, readOnly: boolean) {
  const root = tempFolder('box');
  writeFiles(root, { box: BOX });
  return inContainer(`sh ${root}/box ${line}`, readOnly);
}

describe("a program in a person's container", NEEDS_SANDBOX, () => {
  test.each([
    ['of a judge writes only its temporary files', true, ['../tmp/t', 'read']],
    ['of a run writes its worktree and its git folder, too', false, ['here', '../repo.git/x', '../tmp/t', 'read']],
  ])('%s', async (_, readOnly, wrote) => {
    expect(await boxed('$BACKLOG_SANDBOX_ARGS', readOnly)).toMatchObject({
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
    const ended = await boxed(line, readOnly);
    expect(ended).toMatchObject({ status: 97, stdout: [], files: ['a'] });
    expect(ended.stderr).toContain(why);
    expect(ended.stderr).toContain('Use $BACKLOG_SANDBOX_ARGS in runs.container');
  });
});

test('a container is removed by the engine that started it, whose passwords are on no disk', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/ada',
    DOCKER_HOST: 'ssh://far',
    CONTAINER_HOST: 'unix:///a',
    XDG_RUNTIME_DIR: '/run/1',
  };
  expect(engineEnv({ ...kept, DOCKER_AUTH_CONFIG: '{"auths":{}}', ANTHROPIC_API_KEY: 'secret' })).toEqual(kept);
});

test('a line can begin with variables of its engine, which the removal gets, too', () => {
  const [file, ...args] = containerCommand(`HOST=far sh -c 'echo $HOST'`, [], {
    isReadOnly: false,
    wall: '',
    path: [],
  });
  expect(spawnSync(file!, args, { encoding: 'utf8' })).toMatchObject({ stdout: 'far\n', stderr: '' });
  const line = removalOf('HOST=far docker run -i $BACKLOG_SANDBOX_ARGS node:20', 'box');
  expect(line).toBe('exec env HOST=far docker rm --force box');
});
