import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withChange } from '../../src/runs/supervisor/result/sealed-words.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

const FORMAT = 'sed -i s/bad/good/ src/a.txt';

async function checking(checks: Record<string, string>, fixes: string): Promise<Field> {
  const place = await field(plugin);
  for (const [name, value] of Object.entries(checks)) await place.run('setting_set', { name: `checks.${name}`, value });
  await place.run('setting_set', { name: 'runs.fixes', value: fixes });
  await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
  return place;
}

test('what a check fixes by setting is a commit of the result, shown in the review, checked again and landed', async () => {
  const place = await checking({ unit: 'grep -q good src/a.txt', format: FORMAT }, 'format');
  const { id, result, checks } = await reviewed(place, 'echo bad > src/a.txt');
  expect(checks).toMatchObject([
    { name: 'unit', ok: true, commit: result!.commit },
    { name: 'format', ok: true, commit: result!.commit },
  ]);
  expect(result!.fixed).toEqual([{ check: 'format', commit: result!.commit, paths: ['src/a.txt'] }]);
  expect(await place.text('run_show', { run: id })).toContain('fixed by checks: src/a.txt (by format)');
  expect(readFileSync(join(place.tree(id), 'src/a.txt'), 'utf8')).toBe('good\n');
  expect(git(place.tree(id), 'status', '--porcelain')).toBe('');
  expect(git(place.tree(id), 'log', '--format=%s', '-2').split('\n')[0]).toBe('Changes of the check format');
  // The checks name the changed file, which is a finding of high risk.
  await place.run('run_approve', { run: id, risk: 'checkFiles' });
  await place.becomes(id, 'merged');
  expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('good\n');
});

soak('a check that fixes files again has failed', async () => {
  const place = await checking({ clock: 'date +%s%N > src/a.txt' }, 'clock');
  const { checks, result } = await reviewed(place, 'echo bad > src/a.txt');
  expect(checks).toMatchObject([{ name: 'clock', ok: false, why: expect.stringContaining('again: src/a.txt') }]);
  expect(result!.fixed).toHaveLength(1);
});

soak('two checks that undo each other come to an end', async () => {
  const place = await checking({ one: 'echo 1 > src/a.txt', two: 'echo 2 > src/a.txt' }, 'one, two');
  const { checks, result } = await reviewed(place, 'echo bad > src/a.txt');
  expect(checks?.some(({ ok }) => !ok)).toBe(true);
  expect(result!.fixed!.map(({ check }) => check)).toEqual(['one', 'two']);
});

soak(
  'a fix counts though the check exits with 1, as pre-commit does; new files are a part of it, ignored ones are not',
  async () => {
    const hook = 'test -f src/gen.txt || { echo gen > src/gen.txt; echo log > src/gen.log; exit 1; }';
    const place = await checking({ hook }, 'hook');
    const { id, checks, result } = await reviewed(place, 'echo bad > src/a.txt');
    expect(checks).toMatchObject([{ name: 'hook', ok: true }]);
    expect(result!.paths).toEqual(['src/a.txt', 'src/gen.txt']);
    await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
    expect(git(place.user, 'ls-files', 'src')).toBe('src/a.txt\nsrc/gen.txt');
  },
);

soak.each([
  ['commits', 'git commit -qam fixed', 'HEAD'],
  ['stages', 'git add -A', 'the index'],
])('a check that %s without Backlog fixes nothing, and its output has the reason', async (_, act, says) => {
  const place = await checking({ own: `${FORMAT}; ${act}` }, 'own');
  const { checks, result } = await reviewed(place, 'echo bad > src/a.txt');
  expect(checks).toMatchObject([{ name: 'own', ok: false, why: expect.stringContaining(says) }]);
  expect(checks![0]!.why).not.toContain('again');
  expect(checks![0]!.output).toContain('only if the check neither commits nor stages them');
  expect(result!.fixed).toBeUndefined();
});

test.each([
  [
    'that may not fix results gets the line that lets it',
    { fixes: false, line: 'backlog setting set runs.fixes own' },
    'set runs.fixes own',
  ],
  [
    'that may fix results, and commits, gets the reason of its failure',
    { fixes: true, line: undefined },
    'neither commits nor stages',
  ],
])('a check %s', (_, may, says) => {
  const result = { name: 'own', ok: true, why: 'it ended with exit code 0', output: '', ms: 1 };
  const change = { files: [], git: ['HEAD'], diff: '+fixed\n' };
  const said = withChange(result as never, change as never, { isAgain: false, ...may });
  expect(said).toMatchObject({ ok: false, why: expect.stringContaining('it changed what it checks: HEAD') });
  expect(said.output).toContain(says);
  expect(said.output).toContain('+fixed');
});

soak(
  'what the setup leaves is no part of a fix, and changes of the setup in files of the commit reach no check',
  async () => {
    const place = await checking({ unit: 'grep -q bad docs/b.txt; test $? = 1', format: FORMAT }, 'format');
    await place.run('setting_set', { name: 'runs.setup', value: 'echo bad > docs/b.txt; echo left > left.txt' });
    const { checks, result } = await reviewed(place, 'echo bad > src/a.txt');
    expect(checks?.map(({ ok }) => ok)).toEqual([true, true]);
    expect(result!.paths).toEqual(['src/a.txt']);
  },
);

soak('on merged files, no check fixes anything: the result goes back to review', async () => {
  const place = await checking({ format: 'case "$PWD" in */scratch/*) sed -i s/bad/good/ src/a.txt;; esac' }, 'format');
  const { id } = await reviewed(place, 'echo bad > src/a.txt');
  await place.run('run_approve', { run: id, risk: 'checkFiles' });
  const back = await place.until(id, ({ state, waits }) => state === 'review' && waits !== undefined);
  expect(back.waits).toMatchObject({ why: 'red', text: expect.stringContaining('format') });
  expect(back.checks).toMatchObject([{ name: 'format', ok: false, why: expect.stringContaining('src/a.txt') }]);
  expect(git(place.user, 'log', '--format=%s')).toBe('First');
});
