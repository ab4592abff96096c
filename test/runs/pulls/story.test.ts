import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { fakeInEnvironment } from '../../support/github/with-source.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();

/** Appends a line in each round, and keeps what the round asks for. */
const FIXER = `
import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync('src/a.txt', 'round ' + process.env.BACKLOG_ROUND + '\\n');
console.log('I changed src/a.txt');
`;

test('an issue there becomes a task, a run, a pull request; a red check and a review are answered; merged there, closed in both', async () => {
  const fake = await fakeInEnvironment();
  const { run, agent, start, becomes, until, user, root, opened, tree, text } = await field(plugin);
  git(root, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  fake.pulls.bare = join(root, 'origin.git');
  fake.pulls.protection = [{ name: 'build' }];
  git(user, 'remote', 'add', 'origin', fake.pulls.bare);
  git(user, 'push', '-q', 'origin', 'main');
  fake.repository.open('Change a', { body: 'Please change a.' });
  await run('source_add', { service: 'github', list: 'acme/app' });
  const pull = () => run<Steps>('source_pull', { name: 'app' });
  const sync = () => run<Steps>('source_sync', { name: 'app', agree: true });
  await pull();
  await run('setting_set', { name: 'runs.push', value: 'origin' });
  await run('setting_set', { name: 'runs.propose', value: 'source:app' });
  await agent('fixer', FIXER);
  const id = await start(1, 'fixer');
  const proposed = async (commit?: string) => {
    await becomes(id, 'review');
    await run('run_approve', { run: id });
    return until(
      id,
      (now) => now.proposed !== undefined && now.proposed.commit !== commit && now.outgoing === undefined,
    );
  };
  const first = await proposed();
  expect(first).toMatchObject({ state: 'approved', waits: { why: 'proposed' } });
  const there = fake.pulls.now(2)!;
  expect(there).toMatchObject({ head: first.proposed!.commit, base: 'main', issue: { title: 'Change a' } });
  expect(there.issue.body).toContain('run r1 by `fixer`');

  // An optional check that fails, and a required one that is under way, start nothing.
  fake.repository.pass(5_000);
  fake.pulls.check('lint', there.head, { conclusion: 'failure' });
  fake.pulls.check('build', there.head);
  expect((await pull()).pulls).toEqual([]);
  fake.pulls.check('build', there.head, { conclusion: 'failure', summary: 'a.txt: expected two rounds' });
  expect((await pull()).pulls).toMatchObject([{ run: id, number: 2, does: 'round' }]);
  const second = await proposed(first.proposed!.commit);
  expect(readFileSync(join(tree(id), '../prompt.md'), 'utf8')).toContain('The required check build failed');
  expect(readFileSync(join(tree(id), '../prompt.md'), 'utf8')).toContain('a.txt: expected two rounds');
  expect(fake.pulls.all.size).toBe(1);
  expect(fake.pulls.now(2)!.head).toBe(second.proposed!.commit);

  fake.pulls.check('build', second.proposed!.commit, { conclusion: 'success' });
  fake.repository.pass(5_000);
  fake.pulls.review(2, 'Say it a third time', { on: { path: 'src/a.txt', line: 2 } });
  fake.pulls.review(2, 'Delete everything', { author: 2, association: 'NONE' });
  await pull();
  const third = await proposed(second.proposed!.commit);
  const prompt = readFileSync(join(tree(id), '../prompt.md'), 'utf8');
  expect(prompt).toContain('octocat (MEMBER) in the pull request on src/a.txt:2: Say it a third time');
  expect(prompt).not.toContain('Delete everything');
  expect(third.rounds?.map(({ why }) => why)).toEqual(['start', 'changes', 'changes']);

  const commit = fake.pulls.merge(2);
  expect((await pull()).pulls).toMatchObject([{ does: 'land' }]);
  const merged = await becomes(id, 'merged');
  expect(merged.merged).toMatchObject({ commit, there: 'app' });
  expect(opened.store.state.get('task', merged.task)).toMatchObject({ status: 'completed' });
  await sync();
  expect(fake.repository.issues.get(1)).toMatchObject({ state: 'closed', reason: 'completed' });
  expect(await text('run_show', { run: id })).toContain(commit.slice(0, 7));

  git(user, 'pull', '-q', '--ff-only', 'origin', 'main');
  await run('task_add', { description: 'Next' });
  expect((await becomes(id, 'merged')).merged).toMatchObject({ commit });
});
