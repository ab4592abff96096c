import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { hook } from '../support/outgoing.ts';
import { type PullGround, partsIn, pullGround } from './support.ts';

const script = bundle(new URL('./send.child.ts', import.meta.url));

/** Sends and follows what is due, in a process of its own. @returns its exit code; null if it was killed */
async function inChild({ folder, opened, fake }: PullGround): Promise<number | null> {
  const now = opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'x' }).clock.now;
  const child = startChild(await script, [folder, String(now)]);
  fake.kill = () => process.kill(child.process.pid!, 'SIGKILL');
  const { code, errors } = await child.ended;
  if (code !== 0 && code !== null) throw new Error(errors);
  await opened.store.refresh();
  return code;
}

/** Kills the process at its nth request, before or after the service did what it asked for; then lets another one finish. */
async function killedAt(ground: PullGround, n: number, kind: 'kill' | 'kill after'): Promise<boolean> {
  ground.fake.faults.push({ kind, from: n });
  const isKilled = (await inChild(ground)) === null;
  ground.fake.faults.length = 0;
  expect(await inChild(ground)).toBe(0);
  return isKilled;
}

const POINTS = Array.from({ length: 10 }, (_, n) => [n, 'kill'] as const).flatMap(([n]) => [
  [n, 'kill'] as const,
  [n, 'kill after'] as const,
]);

soak.each(POINTS)('a proposal that is killed at request %i (%s) is one pull request with one part', async (n, kind) => {
  const ground = await pullGround();
  await ground.approved({ 'a.txt': 'a\n' });
  await ground.merge();
  const isKilled = await killedAt(ground, n, kind);
  if (n < 2) expect(isKilled).toBe(true);
  expect(ground.fake.pulls.all.size).toBe(1);
  const { issue, head } = ground.fake.pulls.now(1)!;
  expect(partsIn(issue.body)).toBe(1);
  expect(ground.one('r1')).toMatchObject({
    state: 'approved',
    proposed: { commit: head },
    waits: { why: 'proposed' },
  });
  expect(ground.record()).toMatchObject({ number: 1, state: 'open', head });
});

soak.each(POINTS)('a round that is killed at request %i (%s) is one round', async (n, kind) => {
  const ground = await pullGround();
  await ground.proposed();
  const { head } = ground.fake.pulls.now(1)!;
  ground.fake.pulls.check('build', head, { conclusion: 'failure' });
  ground.fake.pulls.review(1, 'Once more', { state: 'CHANGES_REQUESTED' });
  await killedAt(ground, n, kind);
  expect(ground.one('r1')).toMatchObject({ state: 'changes_requested' });
  expect(ground.one('r1').notes).toHaveLength(2);
  expect(ground.record()).toMatchObject({ rounds: 1, red: head });
});

soak.each(POINTS.slice(0, 4))(
  'a merge there that is read while Backlog is killed at request %i (%s) is one merge',
  async (n, kind) => {
    const ground = await pullGround();
    await ground.proposed();
    const commit = ground.fake.pulls.merge(1);
    await killedAt(ground, n, kind);
    expect(ground.one('r1')).toMatchObject({ state: 'merged', merged: { commit } });
    const task = ground.opened.store.state.get('task', ground.one('r1').task)!;
    expect(task.annotations?.filter(({ text }) => text.startsWith('Run r1 was merged'))).toHaveLength(1);
  },
);

soak('a kill between the push and its record: the branch is recognised, also with another result', async () => {
  const ground = await pullGround();
  await ground.approved({ 'a.txt': 'a\n' });
  await ground.merge();
  hook(ground.remote, 'post-receive', `kill -9 $(cat ${join(ground.folder, 'pid')})`);
  expect(await inChild(ground)).toBeNull();
  const pushed = ground.at('backlog/1');
  expect(pushed).not.toBe('');
  expect(ground.one('r1').sent).toBeUndefined();
  hook(ground.remote, 'post-receive', 'true');
  await ground.run('run_request_changes', { run: 'r1', note: 'Once more' });
  await ground.answer({ 'a.txt': 'b\n' });
  expect(ground.fake.pulls.all.size).toBe(1);
  expect(git(ground.remote, 'show', 'backlog/1:a.txt')).toBe('b');
  expect(readFileSync(join(ground.folder, 'pid'), 'utf8')).not.toBe('');
});

soak.each(['502', '502 after', 'cut after'] as const)(
  '%s of each change there: one pull request, after some pauses',
  async (kind) => {
    const ground = await pullGround();
    await ground.approved({ 'a.txt': 'a\n' });
    await ground.merge();
    ground.fake.faults.push({ kind, method: 'POST' }, { kind, method: 'PATCH' });
    for (let i = 0; i < 4; i++) {
      await ground.send();
      ground.pass(60_000);
    }
    expect(ground.fake.pulls.all.size).toBe(1);
    expect(partsIn(ground.fake.pulls.now(1)!.issue.body)).toBe(1);
    expect(ground.one('r1')).toMatchObject({ proposed: { commit: ground.fake.pulls.now(1)!.head } });
  },
);
