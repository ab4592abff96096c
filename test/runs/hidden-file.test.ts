import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFiles, runsFolder } from '../../src/runs/run-folder.ts';
import { idOfTest, type KeptHiddenTest, keepHiddenTests, testSums } from '../../src/runs/view/hidden-tests.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

const FAILED = {
  path: 'test/one.mjs',
  text: 'first()',
  about: 'empty files give 0',
  why: 'it exited with 1',
  output: 'got 1',
};
const KEPT: KeptHiddenTest = { ...FAILED, id: idOfTest(FAILED) };

/** A result in review on which a hidden test failed. */
async function disputed() {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Count', acceptance: ['empty files give 0'] });
  const run = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  const file = runFiles({ runs: runsFolder(work.opened), id: run.id }).hiddenTests;
  keepHiddenTests(file, [KEPT]);
  const record = (more: object = {}) =>
    work.opened.context(ADA).write('given', (tx) => {
      const tests = [{ id: KEPT.id, outcome: 'failed' as const, base: 'unclear' as const, sums: testSums(KEPT) }];
      const hiddenTests = { commit: run.result!.commit, by: 'judge', at: tx.at, tests, ...more };
      tx.put('run', run.id, { ...tx.get('run', run.id)!, hiddenTests });
    });
  await record();
  const show = (caller = ADA) => work.text('run_show', { run: run.id }, caller);
  return { work, run, file, record, show };
}

const FORGED: readonly [what: string, content: object[] | undefined][] = [
  ['a lost file', undefined],
  ['an empty list', []],
  ...(['about', 'why', 'output', 'path', 'text'] as const).map((field): [string, object[]] => [
    `a forged ${field}`,
    [{ ...KEPT, [field]: 'FORGED' }],
  ]),
  ['another test under the same id', [{ ...KEPT, path: 'other.mjs', text: 'passes()' }]],
  ['a removed end', [{ ...KEPT, why: undefined }]],
];

test('what an agent can write into the file of hidden tests is shown to nobody: the screen says that it is lost', async () => {
  const { file, show } = await disputed();
  const whole = await show();
  expect(whole).toContain('hidden test test/one.mjs: failed, it exited with 1');
  expect(whole).toContain('about the criterion "empty files give 0"');
  for (const [what, content] of FORGED) {
    if (content) keepHiddenTests(file, content as never);
    else rmSync(file);
    const text = await show();
    expect(text, what).toMatch(/^question: "1 hidden test of judge failed/m);
    expect(text, what).toContain('The text of 1 failed hidden test is lost, or somebody changed it since.');
    expect(text, what).not.toMatch(/FORGED|other\.mjs|test\/one\.mjs/);
  }
  expect(await show(agent('s2'))).not.toContain('The text of');
});

test('tests that were lost or changed since an earlier result ask a person, although the new ones passed', async () => {
  const { work, run, record, show } = await disputed();
  const tests = [{ id: KEPT.id, outcome: 'passed', base: 'unclear', sums: testSums(KEPT) }];
  await work.run('setting_set', { name: 'review.agents', value: 'true' });
  await record({ tests, replaced: true });
  const why = 'the hidden tests of an earlier result were lost or changed';
  expect(await show()).toContain(why);
  const refused = await work.refused('run_approve', { run: run.id, unmet: true }, agent('s2'));
  expect([refused.code, refused.message]).toEqual([
    'forbidden',
    expect.stringContaining('hidden tests were lost or changed'),
  ]);
});
