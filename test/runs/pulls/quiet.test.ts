import { expect } from 'vitest';
import { type FollowedAll, followPulls } from '../../../src/runs/pulls/follow.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA } from '../../support/workspace.ts';
import { type PullGround, pullGround } from './support.ts';

/** A look of the scheduler, which reads reviews only if the pull request changed. */
async function look({ opened, pass, fake }: PullGround): Promise<FollowedAll['pulls']> {
  pass(11 * 60_000);
  fake.repository.pass(60_000);
  return (await followPulls(opened.context(ADA), { repository: 'project', due: true }, process.env)).pulls;
}

const reads = ({ fake }: PullGround) => fake.requests.filter(({ path }) => path.includes('/reviews')).length;

soak.each([404, 410, 301, 500, 503].flatMap((status) => [1, 2, 9_999].map((times) => ({ status, times }))))(
  'a pull request that answers $status $times times, and then can be read, is followed again, and its run stayed',
  async ({ status, times }) => {
    const ground = await pullGround();
    const { fake, one } = ground;
    await ground.proposed();
    const { state } = one('r1');
    fake.faults.push({
      kind: 'status',
      status,
      method: 'GET',
      path: /\/pulls\/1$/,
      times,
      headers: { location: '/x' },
    });
    for (let day = 0; day < 7; day++) {
      ground.pass(24 * 60 * 60_000);
      await look(ground);
      expect([one('r1').state, ground.record().state]).toEqual([state, 'open']);
    }
    fake.faults.length = 0;
    fake.pulls.merge(1);
    expect(await look(ground)).toMatchObject([{ does: 'land' }]);
  },
);

soak('a review that came while nobody read reviews is read after the next approval', async () => {
  const ground = await pullGround();
  await ground.proposed();
  const pull = ground.fake.pulls.now(1)!;
  pull.mergeable = false;
  expect(await look(ground)).toMatchObject([{ does: 'ask' }]);
  ground.fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  expect(await look(ground)).toEqual([]);
  const { updated } = pull.issue;
  delete pull.mergeable;
  await ground.run('run_approve', { run: 'r1' });
  await ground.merge();
  await ground.send();
  // As if Backlog's part of the text had stayed the same.
  pull.issue.updated = updated;
  expect(await look(ground)).toMatchObject([{ does: 'round' }]);
});

soak('reviews are read once, again after half an hour, and when the trusted authors change', async () => {
  const ground = await pullGround();
  ground.fake.pulls.protection = [];
  await ground.proposed();
  ground.fake.pulls.review(1, 'Once more', { author: 2, association: 'NONE', state: 'CHANGES_REQUESTED' });
  expect(await look(ground)).toEqual([]);
  const before = reads(ground);
  expect(await look(ground)).toEqual([]);
  expect(reads(ground)).toBe(before);
  // An edit of a comment leaves the pull request's time as it is.
  for (let i = 0; i < 2; i++) expect(await look(ground)).toEqual([]);
  expect(reads(ground)).toBe(before + 1);
  await ground.run('setting_set', { name: 'trust.authors', value: 'stranger' });
  expect(await look(ground)).toMatchObject([{ does: 'round' }]);
});

soak(
  'a round that cannot start asks once with the reason, without the logs of its checks; an approval tries it again',
  async () => {
    const ground = await pullGround();
    const { fake, run, one } = ground;
    await ground.proposed();
    const fails = () => fake.pulls.check('build', fake.pulls.now(1)!.head, { conclusion: 'failure', log: 'red\n' });
    fails();
    const { agent } = one('r1');
    await run('agent_disable', { name: agent });
    const logs = () => fake.requests.filter(({ path }) => /annotations|logs/.test(path)).length;
    expect(await look(ground)).toMatchObject([
      { does: 'ask', text: expect.stringContaining(`can't start: agent ${agent} is disabled`) },
    ]);
    expect(logs()).toBe(0);
    expect(one('r1')).toMatchObject({ state: 'review', waits: { why: 'blocked' } });
    expect(one('r1').notes ?? []).toEqual([]);
    expect(ground.record().rounds).toBe(0);
    expect(await look(ground)).toEqual([]);
    await run('agent_enable', { name: agent });
    await run('run_approve', { run: 'r1' });
    await ground.merge();
    await ground.send();
    fails();
    expect(await look(ground)).toMatchObject([{ does: 'round' }]);
    expect(logs()).toBe(2);
  },
);
