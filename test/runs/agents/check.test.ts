import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAgent } from '../../../src/runs/agents/check.ts';
import type { KnownAgent } from '../../../src/work/agents/known-agents.ts';
import { approvedHere } from '../../support/approved.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';

/** A folder in PATH with a program of that name. */
function withProgram(script: string, name = 'claude') {
  const folder = tempFolder('check');
  writeFiles(folder, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, name), 0o755);
  return { folder, cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin` } };
}

const RECORD: KnownAgent = {
  name: 'claude',
  provider: 'claude',
  permission: { mode: 'default', allow: [], deny: [] },
  enabled: true,
};
const CLAUDE = approvedHere(RECORD);

test('a program that says its version answers, and the file is told', async () => {
  const around = withProgram('[ "$*" = --version ] && echo "2.1.4 (Claude Code)"');
  expect(await checkAgent(CLAUDE, around)).toEqual({
    name: 'claude',
    program: 'claude',
    file: join(around.folder, 'claude'),
    version: '2.1.4',
    answers: true,
  });
});

test.each([
  ['that fails', 'echo oh no >&2; exit 3', '--version exited with 3: oh no'],
  ['that is killed', 'kill -9 $$', '--version was killed by SIGKILL'],
  ['that says something else', 'echo hello', '--version printed no version: hello'],
  ['that says too much', 'yes', '--version'],
])('a program %s does not answer, with the reason', async (_, script, problem) => {
  const said = await checkAgent(CLAUDE, withProgram(script));
  expect(said).toMatchObject({ answers: false, version: null, problem: expect.stringContaining(problem) });
});

test('a program that never ends is ended with what it started, and is told to be silent', async () => {
  const around = withProgram('sleep 1000 & echo $! > pid; wait');
  const said = await checkAgent(CLAUDE, { ...around, answerMs: 300 });
  expect(said).toMatchObject({ answers: false, problem: '--version printed nothing for 0.3 s' });
});

test('a program that leaves a child behind answers all the same', async () => {
  const around = withProgram('sleep 1000 >/dev/null 2>&1 & echo 1.2.3');
  expect(await checkAgent(CLAUDE, around)).toMatchObject({ answers: true, version: '1.2.3' });
});

test.each([
  ['is in no folder of PATH', {}, 'no folder of PATH has the program claude'],
  ['is at no such path', { binary: '/nowhere/claude' }, 'the program /nowhere/claude does not exist'],
])('a program that %s is missing', async (_, agent, problem) => {
  const folder = tempFolder('check');
  const said = await checkAgent(approvedHere({ ...RECORD, ...agent }), { cwd: folder, env: { PATH: '' } });
  expect(said).toMatchObject({ file: null, answers: false, problem });
});

test('a file that cannot be executed, a folder, and a relative folder of PATH are no programs', async () => {
  const folder = tempFolder('check');
  writeFiles(folder, { claude: 'text', 'bin/claude/x': '' });
  for (const PATH of [folder, join(folder, 'bin'), '.', ''])
    expect(await checkAgent(CLAUDE, { cwd: folder, env: { PATH } })).toMatchObject({ file: null });
});

test('a command is looked for and not started', async () => {
  const around = withProgram('touch started', 'fix');
  const agent: KnownAgent = { ...RECORD, name: 'fixer', provider: 'command', argv: ['./fix', '--all'] };
  expect(await checkAgent(approvedHere(agent), around)).toMatchObject({
    file: join(around.folder, 'fix'),
    version: null,
    answers: true,
  });
  expect(await checkAgent(approvedHere({ ...agent, argv: ['fix'] }), around)).toMatchObject({ answers: true });
  expect(() => chmodSync(join(around.folder, 'started'), 0o600)).toThrow(/ENOENT/);
});
