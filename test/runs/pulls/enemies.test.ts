import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA } from '../../support/workspace.ts';
import { type PullGround, partsIn, pullGround } from './support.ts';

const taskOf = ({ opened, one }: PullGround) => opened.store.state.get('task', one('r1').task)!;
const outgoing = ({ one }: PullGround) => JSON.stringify(one('r1').outgoing);

test('another repository that got the name lands nothing: its pull request of the same number is none of ours', async () => {
  const ground = await pullGround();
  await ground.proposed();
  const { issue } = ground.fake.pulls.now(1)!;
  git(ground.remote, 'update-ref', 'refs/heads/backlog/1', git(ground.remote, 'rev-parse', 'main'));
  issue.id = 999;
  ground.fake.pulls.merge(1);
  const { pulls, missing } = await ground.pull();
  expect(pulls).toEqual([]);
  expect(missing).toMatchObject([
    { why: expect.stringMatching(/#1 belongs to another repository[^`]*`backlog source update app --list/) },
  ]);
  // It was told. Now it is a state of the source.
  expect((await ground.pull()).missing).toEqual([]);
  expect(await ground.run('source_show', { name: 'app' })).toMatchObject({
    missing: [{ number: 1, run: 'r1', part: 'pull request', why: missing[0]!.why }],
  });
  expect(ground.one('r1')).toMatchObject({ state: 'approved' });
  expect(taskOf(ground)).toMatchObject({ status: 'pending' });
  // Nor is it closed with a discarded run, nor rewritten by the next result.
  await ground.run('run_discard', { run: 'r1' });
  await ground.pull();
  expect(ground.fake.repository.commentsOf(1)).toEqual([]);
});

soak('a transferred repository is read on, and the next result names the line that follows it', async () => {
  const ground = await pullGround();
  const { fake } = ground;
  await ground.proposed();
  // The first pull stores which repository it is. Without it, a repository with another name is refused.
  await ground.pull();
  [fake.formerly, fake.repo] = ['acme/app', 'acme/new'];
  fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'round' }]);
  await ground.answer({ 'a.txt': 'b\n' });
  expect(outgoing(ground)).toContain('acme/app is called acme/new now');
  expect(outgoing(ground)).toContain('`backlog source update app --list acme/new`');
  await ground.run('source_update', { name: 'app', list: 'acme/new' });
  ground.pass(60 * 60_000);
  await ground.send();
  expect(fake.pulls.all.size).toBe(1);
  expect(partsIn(fake.pulls.now(1)!.issue.body)).toBe(1);
  const commit = fake.pulls.merge(1);
  await ground.pull();
  expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
});

soak('a draft is named until it is none, and its reviews count', async () => {
  const ground = await pullGround();
  const pull = await ground.proposed().then(() => ground.fake.pulls.now(1)!);
  pull.draft = true;
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'nothing', text: expect.stringContaining('is a draft') }]);
  expect(ground.one('r1').waits!.text).toContain('is a draft there');
  delete pull.draft;
  await ground.pull();
  expect(ground.one('r1').waits!.text).toMatch(/^proposed; /);
  pull.draft = true;
  ground.fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'round' }]);
});

soak.each([
  ['a squash with an edited message', { message: 'Something else\n\nEntirely' }],
  ['a rebase', { how: 'rebase' }],
  ['a merge commit', { how: 'merge' }],
] as const)('%s completes the task with its commit, and the pull here finds it', async (_, how) => {
  const ground = await pullGround();
  await ground.proposed();
  const commit = ground.fake.pulls.merge(1, how);
  // Servers delete the branch of a merged pull request.
  git(ground.remote, 'update-ref', '-d', 'refs/heads/backlog/1');
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'land' }]);
  git(ground.project, 'pull', '-q', '--rebase', 'origin', 'main');
  await ground.merge();
  expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
  expect(ground.one('r1').unfound).toBeUndefined();
  expect(taskOf(ground)).toMatchObject({ status: 'completed' });
});

soak('a deleted target closes it there; the approval of a new one is refused with the word that is wrong', async () => {
  const ground = await pullGround();
  await ground.proposed();
  git(ground.remote, 'symbolic-ref', 'HEAD', 'refs/heads/other');
  git(ground.remote, 'branch', 'other', 'main');
  git(ground.remote, 'update-ref', '-d', 'refs/heads/main');
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'close' }]);
  await ground.run('run_approve', { run: 'r1' });
  await ground.merge();
  await ground.send();
  expect(outgoing(ground)).toContain('base invalid');
});

soak('closed and opened again between two looks changes nothing', async () => {
  const ground = await pullGround();
  await ground.proposed();
  ground.fake.pulls.close(1);
  ground.fake.pulls.reopen(1);
  expect((await ground.pull()).pulls).toEqual([]);
  expect(ground.one('r1')).toMatchObject({ state: 'approved', waits: { why: 'proposed' } });
});

soak('a required check that gets another name counts by its new one only', async () => {
  const ground = await pullGround();
  const { pulls } = ground.fake;
  await ground.proposed();
  const { head } = pulls.now(1)!;
  pulls.protection = [{ name: 'ci / build' }];
  pulls.check('build', head, { conclusion: 'failure' });
  expect((await ground.pull()).pulls).toEqual([]);
  ground.pass(31 * 60_000);
  await ground.pull();
  expect(ground.one('r1').waits!.text).toContain('no result of the required check ci / build');
  pulls.check('ci / build', head, { conclusion: 'failure' });
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'round' }]);
});

soak('dismissed after its round began, a review starts no other one; nor does its author who left', async () => {
  const ground = await pullGround();
  const { pulls, repository } = ground.fake;
  await ground.proposed();
  pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  await ground.pull();
  pulls.reviews[0]!.state = 'DISMISSED';
  await ground.answer({ 'a.txt': 'b\n' });
  expect((await ground.pull()).pulls).toEqual([]);
  // Whoever leaves the organisation is nobody there, also with what was said before.
  pulls.reviews[0]!.association = 'NONE';
  repository.comment(1, 'And once more', 1, 'NONE');
  expect((await ground.pull()).pulls).toEqual([]);
  expect(ground.record().others).toMatchObject([{ text: 'And once more', association: 'NONE' }]);
});

soak('a job elsewhere with fewer rights leaves the closing to the machine of the run', async () => {
  const ground = await pullGround();
  const { fake, opened } = ground;
  await ground.proposed();
  await ground.run('run_discard', { run: 'r1' });
  const own = ground.one('r1');
  const put = (run: Run) => opened.context(ADA).write('given', (tx) => tx.put('run', 'r1', run));
  await put({ ...own, on: { machine: 'another', host: 'ci' } });
  const refused = { kind: 'status', status: 403, says: 'Resource not accessible by integration' } as const;
  fake.faults.push({ ...refused, method: 'POST', times: 9 }, { ...refused, method: 'PATCH', times: 9 });
  expect((await ground.pull()).missing).toMatchObject([
    { why: expect.stringContaining('not accessible by integration') },
  ]);
  expect(ground.record().closing?.left).toBeUndefined();
  fake.faults.length = 0;
  await put(own);
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'close' }]);
  expect(fake.pulls.now(1)!.issue.state).toBe('closed');
});
