import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ignoresCase } from '../../../src/work/paths/locate.ts';
import { edit, hookPlace, OTHER, SESSION } from '../../interfaces/hooks/place.ts';
import { git } from '../../support/git.ts';
import { agent } from '../../support/workspace.ts';

test.each<[string, boolean | undefined]>([
  ['', undefined],
  ['[core]\n\tbare = false\n\tignorecase = true\n', true],
  ['[core]\n\tignoreCase\n', true],
  ['[CORE] ignorecase = yes ; as it came\n', true],
  ['[core]\n\tignorecase = true\n\tignorecase = false\n', false],
  ['[core "x"]\n\tignorecase = true\n', undefined],
  ['[other]\n\tignorecase = true\n', undefined],
  ['[core]\n\t# ignorecase = true\n', undefined],
  ['[core]\n\tignorecase = 0\n', false],
])('core.ignorecase in %j', (config, ignores) => {
  expect(ignoresCase(config)).toBe(ignores);
});

test.each([
  [true, 'deny'],
  [false, undefined],
])(
  'where git found that case does not count (%s), two spellings of a file have one holder',
  async (ignores, verdict) => {
    const place = await hookPlace();
    git(place.repo, 'config', 'core.ignorecase', String(ignores));
    await place.add('One', { scope: 'src/A.ts' });
    await place.add('Two', { scope: 'src/a.ts' });
    await place.run('task_start', { id: 1 }, agent(OTHER));
    expect((await place.hook('PreToolUse', edit(join(place.repo, 'SRC/a.TS'))))?.permissionDecision).toBe(verdict);
    const { checked } = await place.run<{ checked: { verdict: string }[] }>('claim_check', { paths: ['src/a.ts'] });
    expect(checked.map((one) => one.verdict)).toEqual([verdict ?? 'allow']);
    const start = place.run('task_start', { id: 2 }, agent(SESSION));
    if (ignores) await expect(start).rejects.toMatchObject({ code: 'claimed' });
    else await start;
  },
);

test('a pipe in the place of the configuration of git keeps no hook waiting', async () => {
  const place = await hookPlace();
  await place.add('One', { scope: 'src/a.ts' });
  await place.run('task_start', { id: 1 }, agent(OTHER));
  const config = join(place.repo, '.git/config');
  rmSync(config);
  execFileSync('mkfifo', [config]);
  const denied = await place.hook('PreToolUse', edit(join(place.repo, 'src/a.ts')));
  expect(denied?.permissionDecision).toBe('deny');
});
