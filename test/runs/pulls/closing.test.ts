import { expect, test } from 'vitest';
import type { Pull, Run } from '../../../src/domain/records.ts';
import { closePull } from '../../../src/runs/pulls/close-pull.ts';
import { githubPulls } from '../../../src/services/github/pulls.ts';
import { git } from '../../support/git.ts';
import type { FakeGitHub } from '../../support/github/fake.ts';
import { seeded } from '../../support/random.ts';
import { runs as cases, SEED } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA } from '../../support/workspace.ts';
import { type PullGround, partsIn, pullGround } from './support.ts';

test('a discarded run closes its pull request with one line, soon; a retry names the run that replaces it', async () => {
  const ground = await pullGround();
  const { pulls, repository } = ground.fake;
  await ground.proposed();
  await ground.run('run_discard', { run: 'r1' });
  expect((await ground.pull({ dry_run: true })).pulls).toMatchObject([{ run: 'r1', does: 'close' }]);
  expect(pulls.now(1)!.issue.state).toBe('open');
  await ground.send();
  expect(pulls.now(1)!.issue.state).toBe('closed');
  const [comment] = repository.commentsOf(1);
  expect(comment!.body).toMatch(
    /^Backlog closes this pull request: run r1 was discarded\.\n\n<!-- backlog:[0-9a-f-]{36} -->$/,
  );
  expect(ground.record()).toMatchObject({ state: 'closed' });
  // Somebody opens it again, and it stays so.
  pulls.reopen(1);
  ground.pass(60 * 60_000);
  await ground.send();
  expect(pulls.now(1)!.issue.state).toBe('open');
  expect((await ground.pull()).pulls).toEqual([]);
  expect(repository.commentsOf(1)).toHaveLength(1);
});

soak.each<[string, (ground: PullGround) => unknown, string, 'open' | 'closed', number]>([
  ['merged there', ({ fake }) => fake.pulls.merge(1), 'merged', 'closed', 0],
  ['closed there', ({ fake }) => fake.pulls.close(1), 'closed', 'closed', 0],
  ['its conversation locked', ({ fake }) => fake.repository.locked.add(1), 'closed', 'closed', 0],
  [
    'its branch deleted',
    ({ remote }) => git(remote, 'update-ref', '-d', 'refs/heads/backlog/1'),
    'closed',
    'closed',
    0,
  ],
  [
    'pushed to by somebody',
    ({ remote }) => git(remote, 'update-ref', 'refs/heads/backlog/1', git(remote, 'rev-parse', 'main')),
    'open',
    'open',
    0,
  ],
  [
    'retargeted',
    ({ fake, remote }) => {
      git(remote, 'branch', 'release', 'main');
      fake.pulls.now(1)!.base = 'release';
    },
    'open',
    'open',
    0,
  ],
])('the pull request of a discarded run, %s meanwhile', async (_, meanwhile, state, there, comments) => {
  const ground = await pullGround();
  await ground.proposed();
  await ground.run('run_discard', { run: 'r1' });
  await meanwhile(ground);
  await ground.pull();
  expect(ground.record()).toMatchObject({ state });
  expect(ground.record().closing?.left === undefined).toBe(there === 'closed');
  expect(ground.fake.pulls.now(1)!.issue.state).toBe(there);
  expect(ground.fake.repository.commentsOf(1)).toHaveLength(comments);
  // What was decided once stays so.
  expect((await ground.pull()).pulls).toEqual([]);
});

const DAY = 24 * 60 * 60_000;

/** A discarded run whose pull request may be opened later: the answer was lost. */
async function lostOpening(requests: number): Promise<PullGround> {
  const ground = await pullGround();
  ground.fake.faults.push({ kind: 'late', method: 'POST', path: /\/pulls$/, requests });
  await ground.proposed();
  expect(ground.record().number).toBeUndefined();
  await ground.run('run_discard', { run: 'r1' });
  return ground;
}

soak.each([3 * DAY, -3 * DAY])(
  'a clock that leaps by %i ms does not end the search for a lost pull request, which is closed when it comes',
  async (leap) => {
    const ground = await lostOpening(99);
    const { fake, pass, pull } = ground;
    pass(leap);
    await pull();
    expect([fake.pulls.all.size, ground.record().closing]).toEqual([0, undefined]);
    const [late] = fake.late.splice(0);
    late!.act();
    await pull();
    expect(fake.pulls.now(1)!.issue.state).toBe('closed');
    expect(ground.record()).toMatchObject({ number: 1, state: 'closed' });
  },
);

soak('a lost pull request that never comes is searched for an hour of the service', async () => {
  const ground = await lostOpening(99);
  const { fake, pull } = ground;
  fake.late.length = 0;
  await pull();
  fake.repository.pass(59 * 60_000);
  expect((await pull()).pulls).toMatchObject([]);
  expect(ground.record().closing).toBeUndefined();
  fake.repository.pass(2 * 60_000);
  expect((await pull()).pulls).toMatchObject([{ text: 'it stays open there: it was never opened' }]);
  expect(ground.record().closing).toMatchObject({ left: 'it was never opened' });
});

soak('a pull request that a person opened is used, and a discard leaves it open with the reason', async () => {
  const ground = await pullGround();
  const { pulls, repository, faults } = ground.fake;
  faults.push({ kind: '502', method: 'POST' });
  await ground.proposed();
  expect(pulls.all.size).toBe(0);
  pulls.open({ title: 'By hand', body: 'Mine', branch: 'backlog/1', base: 'main' });
  // The answer about the text is lost. By then it has Backlog's mark, which proves nothing about who opened it.
  faults.push({ kind: 'cut after', method: 'PATCH' });
  for (let i = 0; i < 2; i++) {
    ground.pass(60 * 60_000);
    await ground.send();
  }
  expect(ground.record()).toMatchObject({ number: 1, state: 'open' });
  expect(partsIn(pulls.now(1)!.issue.body)).toBe(1);
  await ground.run('run_discard', { run: 'r1' });
  expect((await ground.pull()).pulls).toMatchObject([
    { does: 'nothing', text: 'it stays open there: a person opened it' },
  ]);
  expect(pulls.now(1)!.issue.state).toBe('open');
  expect(repository.commentsOf(1)).toEqual([]);
  expect((await ground.pull()).pulls).toEqual([]);
});

interface Scene {
  ground: PullGround;
  id: string;
  number: number;
  attempt(): Promise<void>;
}

/** A discarded run with an open pull request of its own. */
async function scene(ground: PullGround, n: number): Promise<Scene> {
  const { fake, opened, remote } = ground;
  const [id, branch, base] = [`r${n + 100}`, `backlog/${n + 100}`, `main`];
  const head = git(remote, 'rev-parse', 'backlog/1');
  git(remote, 'update-ref', `refs/heads/${branch}`, head);
  const context = opened.context(ADA);
  const mark = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const { issue } = fake.pulls.open({ title: 'T', body: `<!-- backlog:${mark} -->`, branch, base });
  await context.write('given', (tx) => {
    tx.put('run', id, { ...ground.one('r1'), id, branch, state: 'discarded' } as Run);
    const { closing: _, ...pull } = ground.record();
    const node = `PR_${issue.id}`;
    tx.put('pull', id, { ...pull, branch, mark, head, number: issue.number, node, state: 'open' } as Pull);
  });
  const pulls = githubPulls({ api: fake.api, token: fake.token, list: fake.repo });
  return {
    ...{ ground, id, number: issue.number },
    async attempt() {
      const pull = opened.store.state.get('pull', id)!;
      if (pull.state === 'open' && pull.closing?.left === undefined)
        await closePull(opened.context(ADA), pulls, ground.one(id), pull).catch(() => undefined);
    },
  };
}

/** What others do there. */
const ACTS: Readonly<Record<string, (scene: Scene) => unknown>> = {
  push: ({ ground: { remote, fake }, number }) =>
    git(remote, 'update-ref', `refs/heads/${fake.pulls.now(number)!.branch}`, git(remote, 'rev-parse', 'main')),
  retarget: ({ ground: { fake }, number }) => Object.assign(fake.pulls.now(number)!, { base: 'release' }),
  close: ({ ground: { fake }, number }) => fake.pulls.close(number),
  reopen: ({ ground: { fake }, number }) => fake.pulls.now(number)!.merged ?? fake.pulls.reopen(number),
  merge: ({ ground: { fake }, number }) =>
    fake.pulls.now(number)!.issue.state === 'open' &&
    fake.pulls.now(number)!.base === 'main' &&
    fake.pulls.merge(number),
  lock: ({ ground: { fake }, number }) => fake.repository.locked.add(number),
  talk: ({ ground: { fake }, number }) => fake.repository.comment(number, 'I look at it', 2, 'NONE'),
};

soak('opened again by somebody after a closing whose answer was lost, it stays open', async () => {
  const ground = await pullGround();
  await ground.proposed();
  await ground.run('run_discard', { run: 'r1' });
  ground.fake.faults.push({ kind: 'cut after', method: 'PATCH' });
  await ground.pull();
  expect(ground.fake.pulls.now(1)!.issue.state).toBe('closed');
  ground.fake.pulls.reopen(1);
  expect((await ground.pull()).pulls).toMatchObject([
    { does: 'nothing', text: expect.stringContaining('opened it again') },
  ]);
  expect(ground.fake.pulls.now(1)!.issue.state).toBe('open');
});

const FAULTS = ['502', '502 after', 'cut after', 'kill', 'kill after'] as const;

const closings = (fake: FakeGitHub, number: number) =>
  fake.repository.commentsOf(number).filter(({ body }) => body.startsWith('Backlog closes'));

soak(
  'over random interleavings with lost answers and other people, it is closed once, with one line, or left to them',
  async () => {
    const ground = await pullGround();
    const { fake, remote } = ground;
    await ground.proposed();
    git(remote, 'branch', 'release', 'main');
    const seen = { closed: 0, left: 0, reopened: 0 };
    for (let n = 0; n < cases(60, 1_500); n++) {
      const { int, pick, next } = seeded(n);
      const one = await scene(ground, n);
      const done: string[] = [];
      const at = `schedule ${n} of seed ${SEED}: `;
      for (let step = 0; step < 2 + int(4); step++) {
        if (next() < 0.4) {
          const name = pick(Object.keys(ACTS));
          done.push(name);
          ACTS[name]!(one);
          fake.repository.pass(1_000);
          continue;
        }
        const before = fake.pulls.now(one.number)!.issue.state;
        const reopenings = fake.repository.events.filter(
          ({ issue, event }) => issue === one.number && event === 'reopened',
        );
        const wasOurs = one.ground.opened.store.state.get('pull', one.id)!.closing;
        if (next() < 0.6) fake.faults.push({ kind: pick(FAULTS), method: pick(['POST', 'PATCH']) });
        await one.attempt();
        fake.faults.length = 0;
        done.push('attempt');
        const isClosed = before === 'open' && fake.pulls.now(one.number)!.issue.state === 'closed';
        if (isClosed) seen.closed++;
        if (isClosed && wasOurs && reopenings.some(({ id }) => id > Number(wasOurs.seen || 0)))
          throw new Error(`${at}closed after somebody opened it again: ${done.join(' ')}`);
        if (isClosed && (done.includes('push') || done.includes('retarget')))
          throw new Error(`${at}closed what others took over: ${done.join(' ')}`);
      }
      for (let i = 0; i < 3; i++) await one.attempt();
      const pull = ground.opened.store.state.get('pull', one.id)!;
      const { issue } = fake.pulls.now(one.number)!;
      expect(closings(fake, one.number).length, at + done.join(' ')).toBeLessThanOrEqual(1);
      // Nothing stays undecided.
      expect(pull.state !== 'open' || pull.closing?.left !== undefined, at + done.join(' ')).toBe(true);
      if (pull.closing?.left !== undefined) seen.left++;
      if (done.includes('reopen')) seen.reopened++;
      if (['push', 'retarget', 'close', 'reopen', 'merge'].some((name) => done.includes(name))) continue;
      expect(issue.state, at + done.join(' ')).toBe('closed');
      if (!fake.repository.locked.has(one.number))
        expect(closings(fake, one.number), at + done.join(' ')).toHaveLength(1);
    }
    expect(seen.closed).toBeGreaterThan(10);
    expect(seen.left).toBeGreaterThan(5);
    expect(seen.reopened).toBeGreaterThan(5);
  },
);
