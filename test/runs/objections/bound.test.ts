import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeHistory } from '../../../src/runs/upkeep/target-history.ts';
import { basisOf, findingsOf, stopsOf } from '../../../src/work/objections/facts.ts';
import { git } from '../../support/git.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { pullGround } from '../pulls/support.ts';
import { objecting } from './ground.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('an approval that names a change does not accept the next one', async () => {
  const { run, refused, modify, runAt, merge, hasLanded, text } = await objecting();
  await modify(3, { acceptance: ['it works', 'it is safe'] });
  const first = (await refused('run_approve', { run: 'r2', unmet: true })).data!.seen;
  await modify(3, { description: 'Another one' });
  const { message, data } = await refused('run_approve', { run: 'r2', unmet: true, seen: first });
  expect(message).toContain('the description is now "Another one"');
  await run('run_approve', { run: 'r2', unmet: true, seen: data!.seen });
  expect(await text('run_show', { run: 'r2' })).toContain('2 later changes seen');
  await modify(3, { acceptance: ['it works', 'it is safe', 'it is fast'] });
  await merge();
  expect(runAt('review')).toMatchObject({ state: 'review', waits: { text: 'a criterion was added: "it is fast"' } });
  expect(hasLanded(3)).toBe(false);
  // A change that was taken back is none.
  await modify(3, { description: 'Change 3', acceptance: ['it works'] });
});

test('a review shows the difference of the spec, and the line that approves runs as it is offered', async () => {
  const { fake, sync, text, run, runAt } = await objecting();
  fake.repository.edit(3, { body: 'Make it work.\n\nOn Windows, too.' });
  await sync();
  const review = await text('run_show', { run: 'r2' }, { ...ADA, door: 'cli' });
  expect(review).toContain('+On Windows, too.');
  const [, seen] = /approve r2 --commit \w+ --unmet --seen (\w+)/.exec(flat(review))!;
  await run('run_approve', { run: 'r2', unmet: true, seen });
  expect(runAt('review')).toMatchObject({ state: 'approved' });
});

test('only a person accepts a change, whatever agents may decide', async () => {
  const { run, refused, modify } = await objecting();
  await run('setting_set', { name: 'review.agents', value: true });
  await modify(3, { description: 'Another one' });
  const { data } = await refused('run_approve', { run: 'r2', unmet: true }, agent('s1'));
  expect(await refused('run_approve', { run: 'r2', unmet: true, seen: data!.seen }, agent('s1'))).toMatchObject({
    code: 'forbidden',
  });
});

test.each([
  ['a person approved: it lands, and says so', false],
  ['a rule approved: it lands nothing', true],
])('a service that does not answer before the merge: %s', async (_, isRule) => {
  const { fake, run, runAt, merge, hasLanded, text, opened, task } = await objecting();
  if (isRule)
    await opened.context(ADA).write('given', (tx) => {
      const now = tx.get('run', 'r3')!;
      const facts = { files: 1, lines: 1, risk: 'low' as const };
      const rule = { name: 'docs', digest: 'd', says: '', facts };
      tx.put('run', 'r3', { ...now, verdict: { ...now.verdict!, actor: 'system:rule/docs', rule } });
    });
  await run('source_update', { name: 'app', close: 'completed' });
  await fake.close();
  await merge();
  expect(hasLanded(4)).toBe(!isRule);
  const says = 'ssue acme/app#4 could not be read before the merge';
  if (isRule)
    expect(runAt('approved')).toMatchObject({ state: 'review', waits: { text: expect.stringContaining(says) } });
  else {
    expect(flat(await text('run_show', { run: 'r3' }))).toContain(says);
    expect(task(4).annotations?.at(-1)?.text).toContain(says);
  }
});

test('a merge reads the issue once more: what nobody synchronised lands neither here nor as a pull request', async () => {
  const { fake, run, runAt, merge, hasLanded, sync } = await objecting();
  fake.repository.pass(60_000);
  fake.repository.edit(4, { state: 'closed', reason: 'not_planned' });
  await run('setting_set', { name: 'runs.propose', value: 'source:app' });
  await merge();
  expect(hasLanded(4)).toBe(false);
  expect(runAt('approved')).toMatchObject({ state: 'review' });
  expect(runAt('approved').outgoing).toBeUndefined();
  await sync();
  const comments = fake.repository.commentsOf(4).map(({ body }) => body);
  expect(comments.join()).not.toContain('completed');
});

test('an issue that was closed as not planned is not told that its task is completed, also after a person landed it', async () => {
  const { fake, run, refused, merge, hasLanded, sync, there, task } = await objecting();
  there(3, { state: 'closed', reason: 'not_planned' });
  await sync();
  const { data } = await refused('run_approve', { run: 'r2', unmet: true });
  await run('run_approve', { run: 'r2', unmet: true, seen: data!.seen });
  await merge();
  await sync();
  expect([hasLanded(3), task(3).status]).toEqual([true, 'completed']);
  expect(fake.repository.issues.get(3)).toMatchObject({ state: 'closed', reason: 'not_planned' });
  const [comment] = fake.repository.commentsOf(3);
  expect(comment?.body).toContain('is no longer planned, but merged');
});

test("a stranger's closing takes no task from the person who works on it", async () => {
  const { run, text, sync, there, task, opened } = await objecting({ association: 'NONE' });
  await run('task_start', { id: '1' });
  const claimed = () =>
    Array.from(opened.store.state.all('claim')).filter(([, one]) => one.task === task(1).uuid).length;
  there(1, { state: 'closed', reason: 'completed' });
  await sync();
  await sync();
  expect(task(1)).toMatchObject({ status: 'pending', start: expect.any(String) });
  expect(claimed()).toBe(1);
  expect(flat(await text('backlog_status'))).toContain('issue acme/app#1 was closed as completed');
  await run('task_done', { id: ['1'], force: true });
  await sync();
  expect(task(1).status).toBe('completed');
});

test('a person who lets a stopped run go on has accepted what stopped it', async () => {
  const { run, there, sync, runAt, opened } = await objecting();
  there(2, { labels: ['backlog:stop'] });
  await sync();
  expect(stopsOf(opened.store.state, runAt('work'))).toHaveLength(1);
  await run('run_stop', { run: 'r1' });
  await run('run_resume', { run: 'r1' });
  expect(stopsOf(opened.store.state, runAt('work'))).toEqual([]);
});

test('a criterion that its own agent added and met is no change', async () => {
  const { modify, run, opened, task } = await objecting();
  await modify(3, { acceptance: ['it works', 'it is safe'] });
  const criterion = task(3).acceptance!.at(-1)!.id;
  await opened.context(ADA).write('given', (tx) => {
    const now = tx.get('task', task(3).uuid)!;
    const met = { at: tx.at, actor: 'ai:claude-code', evidence: 'I tried it', run: 'r2' };
    const acceptance = now.acceptance!.map((one) => (one.id === criterion ? { ...one, met } : one));
    tx.put('task', now.uuid, { ...now, acceptance });
  });
  await run('run_approve', { run: 'r2', unmet: true });
});

test('a commit of the target branch in the same files is shown, and blocks nothing', async () => {
  const { folder, fake, opened, run, text, merge, runAt } = await objecting();
  const project = join(folder, 'project');
  mkdirSync(join(project, 'src'), { recursive: true });
  writeFileSync(join(project, 'src/3.txt'), '3\n');
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'By a colleague');
  await noticeHistory(opened.context(ADA));
  const commit = git(project, 'rev-parse', '--short=7', 'HEAD');
  expect(findingsOf(opened.store.state, runAt('review'))).toMatchObject([
    { what: 'target-moved', decides: 'shows', text: `main has other changes of its files since: ${commit}` },
  ]);
  expect(flat(await text('run_show', { run: 'r2' }))).toContain('main has other changes of its files since');
  await run('run_approve', { run: 'r2', unmet: true });
  await fake.close();
  await merge();
  expect(runAt('review').state).toBe('merged');
});

const RULE = ['then=land', 'path=src/**', 'risk=unknown', 'grade=claimed'].map((line) => line.split('='));

test('a rule lands nothing that was made before a change, and the review names it', async () => {
  const { run, modify, merge, runAt, text, hasLanded } = await objecting();
  await modify(3, { acceptance: [], description: 'Another one' });
  for (const [name, value] of RULE) await run('setting_set', { name: `autonomy.all.${name}`, value });
  await merge();
  expect(hasLanded(3)).toBe(false);
  expect(runAt('review').asks?.reasons.join()).toContain('the description is now "Another one"');
  expect(flat(await text('run_show', { run: 'r2' }))).toContain(
    'no rule landed it: the result of run r2 was made before',
  );
});

test('a pull request that is merged there after a change leaves its task open, with a note', async () => {
  const { fake, proposed, pull, opened, run } = await pullGround();
  const id = await proposed();
  const { task } = opened.store.state.get('run', id)!;
  await opened.context(ADA).write('given', (tx) => {
    const now = tx.get('run', id)!;
    tx.put('run', id, { ...now, basis: basisOf(tx, now) });
  });
  await run('task_modify', { filter: String(opened.store.state.get('task', task)!.id), acceptance: ['it is safe'] });
  fake.pulls.merge(1);
  await pull();
  expect(opened.store.state.get('run', id)).toMatchObject({ state: 'merged' });
  expect(opened.store.state.get('task', task)).toMatchObject({
    status: 'pending',
    handoff: { note: expect.stringContaining('a criterion was added: "it is safe"') },
  });
});

test('what a service changes of a task that a person or a session has is shown; their own edits are not', async () => {
  const { run, text, sync, there, modify } = await objecting();
  await run('task_start', { id: '1' });
  await modify(1, { due: '2026-08-01', scope: ['docs/**'] });
  expect(flat(await text('backlog_status')).split('Active:')[0]).not.toContain('scope');
  there(1, { body: 'Something else' });
  await sync();
  expect(flat(await text('backlog_status')).split('Active:')[0]).toContain('the spec was changed');
});
