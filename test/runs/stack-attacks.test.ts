import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { isLive, isParked } from '../../src/domain/runs/run-states.ts';
import { leaderOf } from '../../src/runs/upkeep/leadership.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { seeded } from '../support/random.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { atDoors } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** Writes the round's number into a file of its own. From the second task on, it needs the file of the task before. */
const writer = (n: number) => `
import { existsSync, writeFileSync } from 'node:fs';
if (${n} !== 1 && !existsSync('src/${n - 1}.txt')) throw new Error('the work of task ${n - 1} is missing');
writeFileSync('src/${n}.txt', 'round ' + process.env.BACKLOG_ROUND + '\\n');
`;

/** A chain of tasks, each with a result in review on the one before. */
async function stacked(length = 2): Promise<Field> {
  const place = await field({ ...plugin });
  await place.run('setting_set', { name: 'runs.stack', value: 'true' });
  for (let n = 1; n <= length; n++) {
    await place.agent(`writer${n}`, writer(n));
    await place.task({ description: `Task ${n}`, scope: `src/${n}.txt`, ...(n > 1 ? { depends: `${n - 1}` } : {}) });
    await place.becomes(await place.start(n, `writer${n}`), 'review');
  }
  return place;
}

const subjects = ({ user }: Field) => git(user, 'log', '--format=%s', 'main').split('\n').reverse();
const filesOf = ({ user }: Field, commit: string) => git(user, 'show', '--format=', '--name-only', commit).split('\n');
const onMain = ({ user }: Field, path: string) => git(user, 'show', `main:${path}`);
const rested = (rounds: number) => (run: Run) =>
  run.state === 'review' && (run.rounds?.length ?? 0) >= rounds && run.waits === undefined;

function privateCopy({ store }: Field): string {
  const folder = join(store, 'runs/repositories');
  return join(folder, readdirSync(folder)[0]!, 'store.git');
}

/** Kills a process, which may have ended between the look at its id and the signal. @returns whether it was alive */
function killIfAlive(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

/** Looks at the queue, with the maintenance of a reading command. */
const look = (place: Field) => place.run('run_list');

soak('a result below that a person amends in its worktree is below again, and only the new one lands', async () => {
  const place = await stacked();
  const { run, until, becomes } = place;
  await run('run_approve', { run: 'r2' });
  writeFileSync(join(place.tree('r1'), 'src/1.txt'), 'amended\n');
  await run('run_adopt', { run: 'r1' });
  const one = await until('r1', rested(2));
  const two = await until('r2', rested(2));
  expect(two).toMatchObject({ base: one.result!.commit, stackedOn: { commit: one.result!.commit } });
  expect(two.verdict).toBeUndefined();
  for (const id of ['r2', 'r1']) await run('run_approve', { run: id });
  await becomes('r2', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2']);
  expect(onMain(place, 'src/1.txt')).toBe('amended');
});

soak.each(['says that it merged the result below', 'approves it afterwards'])(
  'a person squashes the work below into the target, and %s: the child lands with its own files only',
  async (how) => {
    const place = await stacked();
    const { run, becomes, user } = place;
    await run('run_approve', { run: 'r2' });
    writeFileSync(join(user, 'src/1.txt'), 'round 1\n');
    git(user, 'add', '-A');
    git(user, 'commit', '-qm', 'Squashed by a person');
    if (how.startsWith('says')) await run('run_merged', { run: 'r1' });
    else await run('run_approve', { run: 'r1' });
    const { merged } = await becomes('r2', 'merged');
    expect(subjects(place)).toEqual(['First', 'Squashed by a person', 'Task 2']);
    expect(filesOf(place, merged!.commit)).toEqual(['src/2.txt']);
  },
);

soak('a person merges the branch of the result below, with words of their own', async () => {
  const place = await stacked();
  const { run, becomes, user, now } = place;
  await run('run_approve', { run: 'r2' });
  const { commit } = (await now('r1')).result!;
  git(user, 'fetch', '-q', join(place.tree('r1')), commit);
  git(user, 'merge', '-q', '--no-ff', '-m', 'Merged by a person', commit);
  await run('run_merged', { run: 'r1' });
  const { merged } = await becomes('r2', 'merged');
  expect(filesOf(place, merged!.commit)).toEqual(['src/2.txt']);
  expect(onMain(place, 'src/1.txt')).toBe('round 1');
});

soak(
  'a person merges other work than the result below and says it has that: the child has its own files only',
  async () => {
    const place = await stacked();
    const { run, becomes, user } = place;
    await run('run_approve', { run: 'r2' });
    writeFileSync(join(user, 'src/1.txt'), 'written again\n');
    git(user, 'add', '-A');
    git(user, 'commit', '-qm', 'Again');
    await run('run_merged', { run: 'r1', commit: 'main', note: 'Written again' });
    const { merged } = await becomes('r2', 'merged');
    expect(filesOf(place, merged!.commit)).toEqual(['src/2.txt']);
    expect(onMain(place, 'src/1.txt')).toBe('written again');
  },
);

soak.each(['backlog', 'a person', 'a reset'])(
  'the landed result below is reverted by %s: the approved child returns, and goes on once there is other work below',
  async (by) => {
    const place = await stacked();
    const { run, becomes, until, user, refused } = place;
    await run('run_approve', { run: 'r1' });
    const { merged } = await becomes('r1', 'merged');
    if (by === 'backlog') await run('run_revert', { run: 'r1' });
    else if (by === 'a person') git(user, 'revert', '--no-edit', merged!.commit);
    else git(user, 'reset', '-q', '--hard', 'HEAD~1');
    await look(place);
    const returned = await until('r2', ({ waits }) => waits?.why === 'stack');
    expect(returned).toMatchObject({ state: 'review', waits: { text: expect.stringContaining('was reverted') } });
    expect((await refused('run_approve', { run: 'r2' })).message).toContain('was reverted');
    expect((await refused('run_request_changes', { run: 'r2', note: 'x' })).message).toContain("can't continue run r2");
    await run('task_accept', { filter: '1' });
    const other = await becomes(await place.start(1, 'writer1'), 'review');
    await run('run_request_changes', { run: 'r2', note: 'Again' });
    expect((await until('r2', rested(2))).stackedOn).toMatchObject({ run: other.id });
    for (const id of ['r2', other.id]) await run('run_approve', { run: id });
    await becomes('r2', 'merged');
    expect(subjects(place).slice(-2)).toEqual(['Task 1', 'Task 2']);
  },
);

soak.each([
  ['the message', (user: string) => git(user, 'commit', '-q', '--amend', '-m', 'Renamed')],
  [
    'the branch by a rebase',
    (user: string) => {
      git(user, 'switch', '-q', '-c', 'other', 'HEAD~1');
      git(user, 'commit', '-q', '--allow-empty', '-m', 'Before');
      git(user, 'switch', '-q', 'main');
      git(user, 'rebase', '-q', 'other');
    },
  ],
] as const)('a person changes %s of the landed result below: the child lands', async (_, change) => {
  const place = await stacked();
  const { run, becomes, user } = place;
  await run('run_approve', { run: 'r1' });
  await becomes('r1', 'merged');
  await expect.poll(() => place.processes(), { interval: 20 }).toEqual([]);
  change(user);
  await look(place);
  await run('run_approve', { run: 'r2' });
  const { merged } = await becomes('r2', 'merged');
  expect(filesOf(place, merged!.commit)).toEqual(['src/2.txt']);
});

soak('the task below is deleted, which needs an end of its run first: the child goes on at the target', async () => {
  const place = await stacked();
  const { run, until, refused } = place;
  await run('run_approve', { run: 'r2' });
  expect((await refused('task_delete', { id: '1' })).message).toContain('task 1 is claimed by run r1');
  await run('run_discard', { run: 'r1' });
  await run('task_delete', { id: '1' });
  await look(place);
  await until('r2', ({ waits }) => waits?.why === 'stack');
  // Its agent needs the file of the first task, and says so.
  await run('run_request_changes', { run: 'r2', note: 'Without it' });
  const again = await until('r2', ({ state }) => state === 'failed');
  expect([again.stackedOn, again.reason?.text]).toEqual([undefined, expect.stringContaining('task 1 is missing')]);
});

soak.each(['its worktree', 'its worktree and its refs'])(
  'the result below loses %s: it lands, and the child after it',
  async (what) => {
    const place = await stacked();
    const { run, becomes, now } = place;
    const { result } = await now('r1');
    rmSync(place.tree('r1'), { recursive: true });
    if (what.includes('refs')) {
      const store = privateCopy(place);
      const refs = git(store, 'for-each-ref', '--format=%(refname) %(objectname)').split('\n');
      for (const line of refs) {
        const [ref, commit] = line.split(' ');
        if (ref?.includes('r1') || (commit === result!.commit && !ref?.includes('r2')))
          git(store, 'update-ref', '-d', ref!);
      }
      git(store, 'reflog', 'expire', '--expire=now', '--all');
      git(store, 'gc', '-q', '--prune=now');
    }
    for (const id of ['r2', 'r1']) await run('run_approve', { run: id });
    await becomes('r2', 'merged');
    expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2']);
  },
);

soak('the result below changes although the worktree of the child was deleted', async () => {
  const place = await stacked();
  const { run, until, becomes } = place;
  rmSync(place.tree('r2'), { recursive: true });
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  const one = await until('r1', rested(2));
  const two = await until('r2', rested(2));
  expect(two.stackedOn?.commit).toBe(one.result!.commit);
  for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
  await becomes('r2', 'merged');
  expect([onMain(place, 'src/1.txt'), onMain(place, 'src/2.txt')]).toEqual(['round 2', 'round 1']);
});

soak("a person's edit in the worktree of the child is not lost when the result below changes", async () => {
  const place = await stacked();
  const { run, until } = place;
  writeFileSync(join(place.tree('r2'), 'src/2.txt'), 'of a person\n');
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  await until('r1', rested(2));
  const two = await until(
    'r2',
    ({ state, waits, rounds = [] }) => state === 'review' && (waits !== undefined || rounds.length > 1),
  );
  const kept = readFileSync(join(place.tree('r2'), 'src/2.txt'), 'utf8');
  expect([kept, two.waits?.why]).toEqual(['of a person\n', expect.anything()]);
});

soak('of three levels, a change of the lowest reaches the highest, and all land in order', async () => {
  const place = await stacked(3);
  const { run, until, becomes } = place;
  for (const id of ['r3', 'r2']) await run('run_approve', { run: id });
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  const one = await until('r1', rested(2));
  const two = await until('r2', (now) => rested(2)(now) && now.stackedOn!.commit === one.result!.commit);
  await until('r3', (now) => rested(2)(now) && now.stackedOn!.commit === two.result!.commit);
  for (const id of ['r3', 'r2', 'r1']) await run('run_approve', { run: id });
  await becomes('r3', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2', 'Task 3']);
  for (const n of [1, 2, 3]) expect(filesOf(place, `HEAD~${3 - n}`)).toEqual([`src/${n}.txt`]);
});

soak('of three levels, the lowest is discarded: the highest lands only after another result of each', async () => {
  const place = await stacked(3);
  const { run, until, becomes, refused } = place;
  await run('run_approve', { run: 'r3' });
  await run('run_discard', { run: 'r1' });
  await look(place);
  await until('r2', ({ waits }) => waits?.why === 'stack');
  expect((await refused('run_approve', { run: 'r2' })).message).toContain('was discarded');
  const other = await becomes(await place.start(1, 'writer1'), 'review');
  await run('run_request_changes', { run: 'r2', note: 'Again' });
  const two = await until('r2', rested(2));
  expect(two.stackedOn).toMatchObject({ run: other.id });
  const three = await until('r3', (now) => rested(2)(now) && now.stackedOn!.commit === two.result!.commit);
  expect(three.verdict).toBeUndefined();
  for (const id of ['r3', 'r2', other.id]) await run('run_approve', { run: id });
  await becomes('r3', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2', 'Task 3']);
});

soak('of three levels, the lowest is reverted after the middle one landed, too', async () => {
  const place = await stacked(3);
  const { run, until, becomes, user } = place;
  for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
  await becomes('r2', 'merged');
  const one = await place.now('r1');
  git(user, 'revert', '--no-edit', one.merged!.commit);
  await look(place);
  const three = await until('r3', ({ waits }) => waits?.why === 'stack');
  expect(three.waits?.text).toContain('run r1, below run r2, was reverted');
});

soak('the ground returns from the merge queue while the child is in review: the child follows its repair', async () => {
  const place = await stacked();
  const { run, until, becomes, user } = place;
  await run('run_approve', { run: 'r2' });
  writeFileSync(join(user, 'src/1.txt'), 'of a person\n');
  git(user, 'add', '-A');
  git(user, 'commit', '-qm', 'Mine');
  await run('run_approve', { run: 'r1' });
  await until('r1', ({ waits }) => waits?.why === 'conflict');
  await look(place);
  expect(await place.now('r2')).toMatchObject({ state: 'approved', waits: { why: 'below' } });
  await run('run_request_changes', { run: 'r1', note: 'Take both' });
  const one = await until('r1', rested(2));
  const two = await until('r2', rested(2));
  expect(two).toMatchObject({
    stackedOn: { commit: one.result!.commit },
    rounds: [{ why: 'start' }, { why: 'rebase' }],
  });
  for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
  await becomes('r2', 'merged');
  expect(subjects(place)).toEqual(['First', 'Mine', 'Task 1', 'Task 2']);
});

soak('several attempts on one ground follow its change, and the kept one lands', async () => {
  const place = await stacked(1);
  const { run, until, becomes, now } = place;
  for (const n of [2, 3]) await place.agent(`writer${n}`, writer(2));
  await place.task({ description: 'Task 2', scope: 'src/2.txt', depends: '1' });
  await run('run_start', { filter: '2', agents: 'writer2,writer3' });
  for (const id of ['r2', 'r3']) await becomes(id, 'review');
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  const one = await until('r1', rested(2));
  for (const id of ['r2', 'r3']) expect((await until(id, rested(2))).stackedOn?.commit).toBe(one.result!.commit);
  await run('run_approve', { run: 'r3' });
  expect((await now('r2')).state).toBe('discarded');
  await run('run_approve', { run: 'r1' });
  await becomes('r3', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2']);
});

soak('the kept attempt below is withdrawn and another one is kept: the child returns', async () => {
  const place = await field({ ...plugin });
  const { run, until, becomes } = place;
  await run('setting_set', { name: 'runs.stack', value: 'true' });
  for (const n of [1, 2, 3]) await place.agent(`writer${n}`, writer(n === 3 ? 1 : n));
  await place.task({ description: 'Task 1', scope: 'src/1.txt' });
  await place.task({ description: 'Task 2', scope: 'src/2.txt', depends: '1' });
  // Its checkout is in the way, so nothing lands yet.
  writeFileSync(join(place.user, 'src/1.txt'), 'of a person\n');
  await run('run_start', { filter: '1', agents: 'writer1,writer3' });
  for (const id of ['r1', 'r2']) await becomes(id, 'review');
  await run('run_approve', { run: 'r1' });
  const child = await becomes(await place.start(2, 'writer2'), 'review');
  expect(child.stackedOn).toMatchObject({ run: 'r1' });
  await run('run_withdraw', { run: 'r1' });
  await run('run_approve', { run: 'r2' });
  await look(place);
  const returned = await until(child.id, ({ waits }) => waits?.why === 'stack');
  expect(returned.waits?.text).toContain('run r1, on which it is stacked, was discarded');
  await run('run_request_changes', { run: child.id, note: 'On the other' });
  expect((await until(child.id, rested(2))).stackedOn).toMatchObject({ run: 'r2' });
  rmSync(join(place.user, 'src/1.txt'));
  await run('run_approve', { run: child.id });
  await becomes(child.id, 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2']);
});

soak('the result below is given to a person, who does the task by hand: the child goes on at the target', async () => {
  const place = await stacked();
  const { run, until, becomes, user, refused } = place;
  await run('run_handoff', { run: 'r1', note: 'Yours' });
  await look(place);
  const next = async () => (await refused('run_approve', { run: 'r2' })).hint;
  expect(await next()).toContain('Discard it: run_discard r2');
  expect((await until('r2', ({ waits }) => waits?.why === 'stack')).waits?.text).toContain('was given to a person');
  writeFileSync(join(user, 'src/1.txt'), 'by hand\n');
  git(user, 'add', '-A');
  git(user, 'commit', '-qm', 'By hand');
  await run('task_done', { id: '1' });
  expect(await next()).toContain('Its next round starts on main: run_request_changes r2');
  await run('run_request_changes', { run: 'r2', note: 'Go on' });
  const two = await until('r2', rested(2));
  expect(two.stackedOn).toBeUndefined();
  await run('run_approve', { run: 'r2' });
  await becomes('r2', 'merged');
  expect(onMain(place, 'src/1.txt')).toBe('by hand');
});

soak('the task of the landed result below is purged with its runs: the child goes on at the target', async () => {
  const place = await stacked();
  const { run, until, becomes, refused } = place;
  await run('run_approve', { run: 'r1' });
  await becomes('r1', 'merged');
  await run('task_modify', { filter: '2', depends: '-1' });
  await run('task_delete', { id: '1' });
  await run('task_purge', { id: '1' });
  // Maintenance comes before a command, so it follows the purge with the next one.
  await look(place);
  const returned = await until('r2', ({ waits }) => waits?.why === 'stack');
  expect(returned.waits?.text).toBe('run r1, on which it is stacked, was purged with its task');
  const { message, hint } = await refused('run_approve', { run: 'r2' });
  expect(message).toBe(`can't approve run r2: ${returned.waits?.text}`);
  expect(hint).toContain('Its next round starts on main: run_request_changes r2');
  await run('run_request_changes', { run: 'r2', note: 'Go on' });
  await until('r2', rested(2));
  await run('run_approve', { run: 'r2' });
  await becomes('r2', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2']);
});

soak('the result below changes while the agent of the child works', async () => {
  const place = await stacked(1);
  const { run, until, becomes } = place;
  const go = join(place.root, 'go');
  await place.agent(
    'writer2',
    `${writer(2)}\nconst { existsSync: is } = await import('node:fs'); while (!is(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 20));`,
  );
  await place.task({ description: 'Task 2', scope: 'src/2.txt', depends: '1' });
  await becomes(await place.start(2, 'writer2'), 'running');
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  const one = await until('r1', rested(2));
  writeFileSync(go, '');
  const two = await until('r2', rested(2));
  expect(two.stackedOn?.commit).toBe(one.result!.commit);
  for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
  await becomes('r2', 'merged');
});

soak('killed at any moment of a rebase, a child follows its ground without its agent, and loses nothing', async () => {
  const place = await stacked(3);
  const { run, until, becomes, now } = place;
  const random = seeded(61);
  let kills = 0;
  for (let round = 1; round <= 3; round++) {
    writeFileSync(join(place.tree('r1'), 'src/1.txt'), `amended ${round}\n`);
    await run('run_adopt', { run: 'r1' });
    await until('r1', rested(round + 1));
    for (const [id, below] of [
      ['r2', 'r1'],
      ['r3', 'r2'],
    ] as const)
      for (;;) {
        const { result } = await now(below);
        const isThere = ({ state, stackedOn }: Run) => state === 'review' && stackedOn!.commit === result!.commit;
        // A round without a supervisor has nothing to kill yet.
        const isAtWork = ({ state, supervisor }: Run) => isLive(state) && supervisor !== undefined;
        await atDoors(place, id, (child) => isAtWork(child) || isParked(child.state) || isThere(child));
        // A rebase can be over within a moment, so some kills come at once.
        await wait(random.int(2) * random.int(500));
        const { supervisor, state: then } = await now(id);
        if (supervisor && isLive(then) && random.int(3) > 0 && killIfAlive(supervisor.pid)) kills++;
        const rest = await atDoors(place, id, ({ state }) => !isLive(state));
        if (isParked(rest.state)) await run('run_resume', { run: id });
        if (isThere(rest)) break;
      }
  }
  for (const [n, id] of ['r2', 'r3'].entries()) {
    const { rounds = [] } = await now(id);
    expect(rounds.map(({ why }) => why).filter((why) => why !== 'rebase')).toEqual(['start']);
    expect(readFileSync(join(place.tree(id), `src/${n + 2}.txt`), 'utf8')).toBe('round 1\n');
  }
  for (const id of ['r3', 'r2', 'r1']) await run('run_approve', { run: id });
  await becomes('r3', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2', 'Task 3']);
  expect(onMain(place, 'src/1.txt')).toBe('amended 3');
  expect(kills).toBeGreaterThan(0);
});

soak('killed while a stack lands, the queue lands each result once, in order', async () => {
  const place = await stacked(3);
  const random = seeded(62);
  for (const id of ['r3', 'r2', 'r1']) await place.run('run_approve', { run: id });
  for (let kills = 0; kills < 8 && (await place.now('r3')).state !== 'merged'; kills++) {
    await wait(random.int(700));
    const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
    if (leader) killIfAlive(leader.pid);
    await look(place);
  }
  await atDoors(place, 'r3', ({ state }) => state === 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2', 'Task 3']);
  for (const n of [1, 2, 3]) expect(filesOf(place, `HEAD~${3 - n}`)).toEqual([`src/${n}.txt`]);
});

soak("a night's end leaves a stack whole: what was in review is in review, on its newest ground", async () => {
  const place = await field({ ...plugin });
  const { run, until, becomes } = place;
  await run('setting_set', { name: 'runs.stack', value: 'true' });
  for (const n of [1, 2, 3]) {
    await place.agent(
      `writer${n}`,
      n < 3 ? writer(n) : `${writer(3)}\nawait new Promise((done) => setTimeout(done, 600_000));`,
    );
    const depends = n > 1 ? { depends: `${n - 1}` } : {};
    await place.task({ description: `Task ${n}`, scope: `src/${n}.txt`, agent: `writer${n}`, ...depends });
  }
  await run('night_start', { until: '23h', agents: 2 });
  const patient = { timeout: DEADLINE_MS, interval: 200 };
  const third = async () => (await place.all()).find(({ stackedOn }) => stackedOn?.run === 'r2');
  await vi.waitFor(
    async () => expect(await third()).toMatchObject({ state: 'running', by: 'system:scheduler' }),
    patient,
  );
  writeFileSync(join(place.tree('r1'), 'src/1.txt'), 'amended\n');
  await run('run_adopt', { run: 'r1' });
  await run('night_stop');
  const one = await until('r1', rested(2));
  const two = await until('r2', (now) => rested(2)(now) && now.stackedOn!.commit === one.result!.commit);
  expect(await until('r3', ({ state }) => state === 'stopped')).toMatchObject({ reason: { code: 'night' } });
  const parked = [{ run: 'r3' }];
  await vi.waitFor(async () => expect(await run('night_report')).toMatchObject({ state: 'over', parked }), patient);
  // Another night continues it, and it ends on the newest ground.
  await run('agent_update', { name: 'writer3', argv: [process.execPath, join(place.root, 'again.mjs')] });
  writeFileSync(join(place.root, 'again.mjs'), writer(3));
  await run('night_start', { until: '23h', agents: 2 });
  const three = await until('r3', (now) => rested(2)(now) && now.stackedOn!.commit === two.result!.commit);
  expect(three.stackedOn).toMatchObject({ run: 'r2' });
  await run('night_stop');
  for (const id of ['r3', 'r2', 'r1']) await run('run_approve', { run: id });
  await becomes('r3', 'merged');
  expect(subjects(place)).toEqual(['First', 'Task 1', 'Task 2', 'Task 3']);
});
