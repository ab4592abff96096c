import { expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { type PullGround, pullGround } from './support.ts';

/** A review asks for a round, and something happens there before its result is sent. */
async function meanwhile(happens: (ground: PullGround) => void): Promise<PullGround> {
  const ground = await pullGround();
  await ground.proposed();
  ground.fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  await ground.pull();
  happens(ground);
  await ground.answer({ 'b.txt': 'b\n' });
  return ground;
}

const taskOf = ({ opened, one }: PullGround) => opened.store.state.get('task', one('r1').task)!;

test('an earlier result merged there asks; the newer one gets a new pull request, and its merge completes the task', async () => {
  const ground = await meanwhile(({ fake }) => fake.pulls.merge(1));
  const { pulls } = ground.fake;
  expect(ground.one('r1')).toMatchObject({ state: 'review', waits: { why: 'superseded' } });
  expect(ground.one('r1').waits!.text).toContain('merged there with its earlier result');
  expect(taskOf(ground)).toMatchObject({ status: 'pending' });
  expect((await ground.pull()).pulls).toEqual([]);
  git(ground.project, 'pull', '-q', '--rebase', 'origin', 'main');
  await ground.run('run_approve', { run: 'r1' });
  await ground.merge();
  await ground.send();
  expect(pulls.all.size).toBe(2);
  expect(ground.record()).toMatchObject({ number: 2, state: 'open' });
  const commit = pulls.merge(2);
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'land' }]);
  expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
  expect(taskOf(ground)).toMatchObject({ status: 'completed' });
});
