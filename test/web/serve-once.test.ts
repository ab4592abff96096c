import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { said } from '../interfaces/cli/line.ts';
import { type PullGround, pullGround } from '../runs/pulls/support.ts';
import { withRemote } from '../runs/support/outgoing.ts';
import { tempFolder } from '../support/folder.ts';
import { withConflict, withSource } from '../support/github/with-source.ts';
import { soak } from '../support/soak-test.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** Types `serve --once` in the project of a workspace, as a script. */
async function once({ folder, opened }: TestWorkspace, ...flags: string[]) {
  const env = { ...process.env, BACKLOG_DIR: join(folder, 'store'), BACKLOG_HOME: join(folder, 'home') };
  const words = ['serve', '--once', ...flags, '--as', 'system:ci'];
  const answer = await said(words, { env, cwd: join(folder, 'project') });
  await opened.ready();
  return answer;
}

async function agreed(): Promise<PullGround> {
  const ground = await pullGround();
  await ground.run('source_push', { name: 'app', agree: true });
  return ground;
}

test('serve --once proposes, pulls and pushes; what is merged there is completed here and closed there', async () => {
  const ground = await agreed();
  const { fake, one, run } = ground;
  fake.repository.open('From there');
  await ground.pull();
  const id = await ground.approved({ 'a.txt': 'a\n' });
  await run('task_modify', { filter: '1', description: 'Renamed here' });
  const dry = await once(ground, '--dry-run');
  expect([dry, one(id).proposed, fake.pulls.all.size]).toEqual([
    { code: 0, err: '', out: expect.stringMatching(/Would be changed there \(1\):[\s\S]*Run r1 is approved/) },
    ...[undefined, 0],
  ]);
  expect(await once(ground)).toMatchObject({ code: 0, out: expect.stringContaining('Run r1 is in a pull request') });
  expect(fake.repository.issues.get(1)).toMatchObject({ title: 'Renamed here', state: 'open' });
  const commit = fake.pulls.merge(2);
  const { code, out } = await once(ground, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([
    0,
    { open: false, sources: [{ source: 'app', command: 'source_sync', steps: { pulls: [{ does: 'land' }] } }] },
  ]);
  expect(one(id)).toMatchObject({ state: 'merged', merged: { commit, there: 'app' } });
  expect(fake.repository.issues.get(1)).toMatchObject({ state: 'closed', reason: 'completed' });
});

soak('serve --once merges and pushes what is approved, and tells the source in the same call', async () => {
  const work = await withRemote();
  const fake = await withSource(work);
  const id = await work.approved({ 'a.txt': 'a\n' });
  expect(await once(work)).toMatchObject({ code: 0, out: expect.stringContaining('Run r1 is merged') });
  expect(work.at()).toBe(work.one(id).merged!.commit);
  expect(fake.repository.issues.get(1)).toMatchObject({ state: 'closed' });
  // A result that the checkout keeps from its branch waits for a person, and nobody waits for that person.
  const next = await work.approved({ 'b.txt': 'b\n' });
  writeFileSync(join(work.project, 'b.txt'), 'mine\n');
  const waits = await once(work);
  expect(waits).toMatchObject({ code: 1, out: expect.stringMatching(/Run r2 waits for your checkout: .*b\.txt/) });
  expect(work.one(next).state).toBe('approved');
});

soak('serve --once ends with 1 and words if a source has a conflict, is unknown, or does not answer', async () => {
  const work = await testWorkspace();
  const id = await withConflict(work);
  const told = /Source app has 1 conflict: `backlog source conflicts app`/;
  expect(await once(work)).toMatchObject({ code: 1, out: expect.stringMatching(told) });
  await work.run('source_resolve', { id, side: 'here' });
  expect(await once(work)).toMatchObject({ code: 0 });
  const unknown = await once(work, '--source', 'nope,app');
  expect(unknown).toMatchObject({
    code: 1,
    out: expect.stringMatching(/Source nope\n {2}failed: there is no source[\s\S]*Source app\n/),
  });
  vi.stubEnv('GITHUB_TOKEN', 'wrong');
  expect(await once(work)).toMatchObject({ code: 1, out: expect.stringContaining('Source app\n  failed: ') });
});

test.each([
  ['--once --port 1', "can't combine --once and --port"],
  ['--once --stop', "can't combine --stop and --once"],
  ['--source app', '--source needs --once'],
  ['--stop --dry-run', '--dry-run needs --once'],
  ['--once --source ,', '--source names no source'],
])('serve %s is refused', async (flags, why) => {
  const answer = await said(['serve', ...flags.split(' ')], { env: process.env, cwd: tempFolder('serve') });
  expect(answer).toMatchObject({ code: 2, err: expect.stringContaining(why) });
});
