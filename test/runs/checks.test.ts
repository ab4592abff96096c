import { describe, expect, test } from 'vitest';
import { KEPT_PATHS } from '../../src/domain/kinds/run/run-parts.ts';
import type { Run } from '../../src/domain/records.ts';
import { allGreen, checksFor } from '../../src/runs/checks.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

/** The state of a store with these settings. */
function settings(values: Record<string, string>): Parameters<typeof checksFor>[0] {
  const records = new Map(Object.entries(values).map(([name, value]) => [name, { value, actor: 'human:ada' }]));
  return {
    get: (kind: string, id: string) => (kind === 'setting' ? records.get(id) : undefined),
    all: (kind: string) => (kind === 'setting' ? records : new Map()),
  } as never;
}

describe('the checks of a result', () => {
  const state = settings({
    'checks.unit': 'npm test',
    'checks.lint': 'npm run lint',
    'runs.checks.web': 'lint',
    'runs.checks.api/src/': 'lint, contract',
    'runs.checks..': 'unit',
  });
  const names = (changed: string[], checks?: string[]) =>
    checksFor(state, checks ? { checks } : {}, changed, {}).map(({ name }) => name);

  test.each([
    ['web/a.ts', ['lint', 'unit']],
    ['web', ['lint', 'unit']],
    ['webs/a.ts', ['unit']],
    ['old/web/a.ts', ['unit']],
    ['api/src/deep/a.ts', ['lint', 'contract', 'unit']],
    ['api/a.ts', ['unit']],
  ])('a change of %s asks for %j', (path, wanted) => {
    expect(names([path]).sort()).toEqual([...wanted].sort());
  });

  test('are those of the task first, each once, with what a person defined', () => {
    expect(checksFor(state, { checks: ['contract', 'lint'] }, ['web/a', 'api/src/b'], {})).toEqual([
      { name: 'contract', command: undefined },
      { name: 'lint', command: 'npm run lint' },
      { name: 'unit', command: 'npm test' },
    ]);
  });

  test('without changes are those of the task', () => {
    expect(names([], ['lint'])).toEqual(['lint']);
    expect(names([])).toEqual([]);
  });
});

describe('a defined check that no path names', () => {
  const CHECKS = { 'checks.unit': 'npm test', 'checks.lint': 'npm run lint', 'runs.checks.web': 'lint' };
  const names = (more: Record<string, string>, changed = ['a.ts']) =>
    checksFor(settings({ ...CHECKS, ...more }), undefined, changed, {}).map(({ name }) => name);

  test('is required for every result, without a further setting', () => {
    expect(names({})).toEqual(['unit']);
    expect(names({}, ['web/a.ts'])).toEqual(['unit', 'lint']);
    expect(names({}, [])).toEqual([]);
  });

  test.each([
    ['none', []],
    ['lint', ['lint']],
    ['unit, lint', ['unit', 'lint']],
    ['all', ['unit']],
  ])('with runs.checks %s: %j', (value, expected) => {
    expect(names({ 'runs.checks': value })).toEqual(expected);
  });

  test('with runs.checks none, a path still has its own', () => {
    expect(names({ 'runs.checks': 'none' }, ['web/a.ts'])).toEqual(['lint']);
  });
});

test('all are green when none is red, also when there are none', () => {
  expect(allGreen([])).toBe(true);
  expect(allGreen([{ ok: true }, { ok: true }])).toBe(true);
  expect(allGreen([{ ok: true }, { ok: false }])).toBe(false);
});

test('the review of a result names a check that was defined after it, and that no check is required', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Work' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1, checks: [] });
  expect(await work.text('run_show', { run: 'r1' })).toContain('checks: none (neither the task nor the settings');
  await work.run('setting_set', { name: 'checks.unit', value: 'npm test' });
  expect(await work.run('run_show', { run: 'r1' })).toMatchObject({ unchecked: ['unit'] });
  const text = await work.text('run_show', { run: 'r1' });
  expect(text).toContain('check unit: did not run yet, runs before the merge');
  expect(text).not.toContain('checks: none');
});

test('the review of a result of many files knows the checks of all paths, and each file that is out of scope', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('setting_set', { name: 'checks.web', value: 'npm test' });
  await work.run('setting_set', { name: 'runs.checks.web', value: 'web' });
  await work.run('task_add', { description: 'Work', scope: 'src/**' });
  const files = Array.from({ length: KEPT_PATHS }, (_, n) => `lib/${n}.ts`);
  const all = Object.fromEntries([...files, 'src/b.ts', 'web/page.ts'].map((path) => [path, 'new\n']));
  // What a run's record keeps of such a result.
  const result = { paths: files, outside: files } as Partial<Run['result']> as Run['result'];
  const run = await runWithResult(work, {}, { number: 1, checks: [], scope: [{ glob: 'src/**' }] });
  await handIn(work, run, all, { result });
  const text = await work.text('run_show', { run: 'r1' });
  expect(text).toContain('check web: did not run yet');
  const { files: listed } = await work.run<{ files: { path: string; outside: boolean }[] }>('run_changes', {
    run: 'r1',
  });
  const within = listed.filter(({ outside }) => !outside).map(({ path }) => path);
  expect([listed.length, within]).toEqual([files.length + 2, ['src/b.ts']]);
  const { hint } = await work.refused('run_diff', { run: 'r1', paths: ['none.ts'] });
  expect(hint).toContain(`It changes ${files.length + 2} files.`);
});
