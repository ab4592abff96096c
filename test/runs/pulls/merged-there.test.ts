import { expect } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { applyPull } from '../../../src/runs/pulls/apply.ts';
import type { RemotePull } from '../../../src/services/index.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { type PullGround, pullGround } from './support.ts';

/** A review asks for a round, and something happens there before its result is sent. */
async function meanwhile(happens: (ground: PullGround) => unknown): Promise<PullGround> {
  const ground = await pullGround();
  await ground.proposed();
  ground.fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  await ground.pull();
  await happens(ground);
  await ground.answer({ 'b.txt': 'b\n' });
  return ground;
}

const taskOf = ({ opened, one }: PullGround) => opened.store.state.get('task', one('r1').task)!;

soak(
  'an earlier result merged there asks; the newer one gets a new pull request, and its merge completes the task',
  async () => {
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
  },
);

soak(
  'a target branch that was renamed there is still the target: checks count, and the merge completes the task',
  async () => {
    const ground = await pullGround();
    await ground.proposed();
    const { pulls } = ground.fake;
    pulls.rename('main', 'trunk');
    expect((await ground.pull()).pulls).toEqual([]);
    expect(ground.record()).toMatchObject({ base: 'trunk', state: 'open' });
    const commit = pulls.merge(1);
    expect((await ground.pull()).pulls).toMatchObject([{ does: 'land' }]);
    expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
    expect(taskOf(ground)).toMatchObject({ status: 'completed' });
  },
);

soak('a branch that was renamed there gets the next result, and no second pull request is opened', async () => {
  const ground = await meanwhile(({ fake }) => fake.pulls.rename('backlog/1', 'better-name'));
  const { pulls } = ground.fake;
  expect(pulls.all.size).toBe(1);
  expect(ground.record()).toMatchObject({ number: 1, state: 'open', branch: 'better-name' });
  expect(pulls.now(1)!.head).toBe(ground.one('r1').proposed!.commit);
  expect(ground.at('backlog/1')).toBe('');
});

soak('merged into another branch before the next result is sent: nothing is pushed, and the run asks', async () => {
  const ground = await meanwhile(({ fake, remote }) => {
    git(remote, 'branch', 'release', 'main');
    fake.pulls.now(1)!.base = 'release';
    fake.pulls.merge(1);
  });
  expect(ground.one('r1')).toMatchObject({ state: 'review', waits: { why: 'retargeted' } });
  expect(ground.record()).toMatchObject({ number: 1, state: 'closed' });
  expect(taskOf(ground)).toMatchObject({ status: 'pending' });
});

soak('merged there, and the commit is not known yet: the run waits with words, and is merged later', async () => {
  const ground = await pullGround();
  const { pulls } = ground.fake;
  await ground.proposed();
  pulls.now(1)!.mergeable = false;
  expect((await ground.pull()).pulls).toMatchObject([{ does: 'ask' }]);
  const commit = pulls.merge(1);
  const merged = pulls.now(1)!.merged!;
  merged.commit = '';
  await ground.run('run_approve', { run: 'r1' });
  await ground.merge();
  await ground.send();
  expect(ground.one('r1')).toMatchObject({ state: 'approved' });
  expect(JSON.stringify(ground.one('r1').outgoing)).toContain('the commit is not known yet');
  merged.commit = commit;
  ground.pass(60 * 60_000);
  await ground.send();
  expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
});

const GIVEN = { actor: { kind: 'system', name: 'given' }, holder: 'system:given' } as const;

soak('a merge there of a run that works again records nothing, so that it is not lost', async () => {
  const ground = await pullGround();
  await ground.proposed();
  const context = ground.opened.context(GIVEN);
  const run: Run = { ...ground.one('r1'), state: 'changes_requested' };
  await context.write('given', (tx) => tx.put('run', 'r1', run));
  const there = { number: 1 } as RemotePull;
  await applyPull(context, run, { step: { does: 'land', commit: ground.fake.pulls.merge(1) }, there });
  expect(ground.record()).toMatchObject({ state: 'open' });
  expect(ground.one('r1')).toMatchObject({ state: 'changes_requested' });
});

soak('a record of a merged pull request gets a new one, as that of a closed one does', async () => {
  const ground = await meanwhile(async ({ fake, opened }) => {
    fake.pulls.merge(1);
    await opened
      .context(GIVEN)
      .write('given', (tx) => tx.put('pull', 'r1', { ...tx.get('pull', 'r1')!, state: 'merged' }));
  });
  expect(ground.fake.pulls.all.size).toBe(2);
  expect(ground.record()).toMatchObject({ number: 2, state: 'open' });
});
