import { spawnSync } from 'node:child_process';
import { isAbsolute, relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth } from '../../support/soak-test.ts';

const plugin = builtPlugin();

const run = (cwd: string, env: Record<string, string>, ...args: string[]) =>
  spawnSync(process.execPath, [plugin.cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH!, ...env },
    encoding: 'utf8',
  });

test.each(['', 'some/where'])('HOME="%s" makes no store in the folder that one calls from', async (HOME) => {
  vi.stubEnv('HOME', HOME);
  const cwd = tempFolder('project');
  const { where, close } = await openWorkspace({ cwd, env: {} }).finally(() => vi.unstubAllEnvs());
  await close();
  expect(isAbsolute(where.dir)).toBe(true);
  expect([relative(cwd, where.dir), relative('.', where.dir)].filter((path) => !path.startsWith('..'))).toEqual([]);
});

test.each(everyNth(3, ['', ':/etc/localtime', 'Foo+3']))(
  'TZ="%s" is a zone without a name, and times are shown',
  (TZ) => {
    const [cwd, home] = [tempFolder('project'), tempFolder('home')];
    const env = { HOME: home, TZ };
    const added = run(cwd, env, 'add', 'Water', '--due', 'tomorrow', '--recur', 'daily');
    expect([added.stderr, added.stdout]).toEqual(['', expect.stringContaining('Added 1')]);
    expect(run(cwd, env, 'list').stdout).toContain('Water');
  },
);

test('a working folder that was removed is named, not a stack', () => {
  const cwd = tempFolder('gone');
  const script = `rmdir "${cwd}" && exec "${process.execPath}" "${plugin.cli}" list`;
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    cwd,
    env: { PATH: process.env.PATH! },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining(`there is no folder ${cwd}`)]);
  expect(stderr).not.toContain('node:internal');
});
