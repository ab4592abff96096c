import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configTrust } from '../../../src/commands/config/trust.ts';
import type { Run } from '../../../src/domain/records.ts';
import { rulesIn } from '../../../src/runs/autonomy/rules-in.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { readConfigFile } from '../../../src/work/config/read-config.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id) as Run;
const config = (rules: string) => ({ '.backlog/config.yaml': `autonomy:\n${rules}` });
const LAND = config('  all:\n    then: land\n    path: ["**"]\n');

test("rules in a repository's file count only after a person agreed to exactly them, an agent's change of the file never before", async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Rules' });
  await runWithResult(work, LAND, { number: 1 });
  await merge(work);
  // The branch of the agent has a rule that lands everything. It is not the branch that counts.
  expect(stored(work)).toMatchObject({ state: 'review' });
  expect(rulesIn(work.opened.store, 'project').rules).toEqual([]);
  await work.run('run_approve', { run: 'r1' });
  await merge(work);
  expect(git(join(work.folder, 'project'), 'show', 'main:.backlog/config.yaml')).toContain('then: land');

  // Merged, but nobody agreed to it.
  await work.run('task_add', { description: 'Docs' });
  await runWithResult(work, { 'docs/a.md': 'Say more.\n' }, { number: 2 });
  await work.run('task_list');
  await merge(work);
  expect(stored(work, 'r2')).toMatchObject({ state: 'review' });
  expect(await work.text('config_show')).toContain('autonomy.all.then');
  const { content } = await work.run<{ content: string }>('config_show');
  // The question and the answer name the result that the yes lands; the question changes nothing.
  const named = /land 1 result from review within seconds[\s\S]*\n {2}r2 {2}2 Docs \(rule all\)\n/;
  expect((await configTrust.cli!.asks!(work.opened.context(ADA), {}))?.text).toMatch(named);
  expect(rulesIn(work.opened.store, 'project').rules).toEqual([]);
  expect(await work.text('config_trust', { content })).toMatch(named);
  expect(rulesIn(work.opened.store, 'project').rules).toMatchObject([{ name: 'all', effect: 'land' }]);
  await merge(work);
  expect(stored(work, 'r2')).toMatchObject({ state: 'merged', verdict: { rule: { name: 'all' } } });

  // A rule that asks for less counts neither, until a person agreed again.
  await work.run('task_add', { description: 'Loosen' });
  const loose = config('  all:\n    then: land\n    risk: medium\n    path: ["**"]\n');
  await runWithResult(work, loose, { number: 3 });
  const before = rulesIn(work.opened.store, 'project');
  await merge(work);
  await work.run('task_list');
  expect(rulesIn(work.opened.store, 'project')).toEqual(before);
});

test.each([
  ['  docs: {then: perhaps}\n', /line 2: autonomy\.docs\.then: expected ask or start or land/],
  ['  docs:\n    then: ask\n    risk: low\n', /line 4: the rule docs can't have risk with then: ask/],
  ['  docs:\n    then: land\n    lines: -1\n', /line 4: autonomy\.docs\.lines: expected a whole number from 0 on/],
  ['  docs:\n    than: land\n', /line 3: unknown key "autonomy\.docs\.than" \(did you mean "then"\?\)/],
  ['  "a b":\n    then: land\n', /expected at most 40 letters, digits/],
  ['  docs:\n    then: land\n    path: [../x]\n', /expected a path inside of the repository/],
])('a mistake in a rule is an error at its line: %j', async (rules, message) => {
  const bytes = Buffer.from(`autonomy:\n${rules}`);
  const read = readConfigFile(bytes, { file: '.backlog/config.yaml', owner: 'repository' });
  await expect(read).rejects.toMatchObject({ message: expect.stringMatching(message) });
});
