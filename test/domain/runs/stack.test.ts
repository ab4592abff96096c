import { expect, test } from 'vitest';
import { createQueue } from '../../../src/domain/queue/queue.ts';
import type { Run } from '../../../src/domain/records.ts';
import { mayLand, nextStart, stackFor, stackStep, standingOf, standingText } from '../../../src/domain/runs/stack.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { at, run, task, uuidOf } from '../../scheduler/support/scene.ts';
import { seeded } from '../../support/random.ts';
import { runs as cases, SEED } from '../../support/seed.ts';

/** The work in a commit: one entry for each version of a run's own change. */
type Content = ReadonlySet<string>;

const byRun = (change: string) => change.split('.')[0]!;

/**
 * Tasks, runs and a target branch in memory. Only the decisions are Backlog's; commits are sets of changes, so that the
 * model sees what a landing brings.
 */
function world(depends: readonly (readonly number[])[], stacks: boolean) {
  const tasks = depends.map((on, n) => task(n + 1, { depends: on.map((id) => uuidOf(id)) }));
  const queue = createQueue(tasks);
  const runs = new Map<string, Run>();
  const commits = new Map<string, Content>();
  const target = new Set<string>();
  let clock = 0;
  /** The runs whose changes were in the target branch when a run, or one below it, began. */
  const fromTarget = new Map<string, Set<string>>();
  const starts = (id: string, stackedOn: Run['stackedOn']) =>
    fromTarget.set(id, new Set([...(fromTarget.get(stackedOn?.run ?? '') ?? []), ...[...target].map(byRun)]));
  const landings: { run: string; lacks: string[] }[] = [];
  const latest = (uuid: string) => [...runs.values()].findLast((one) => one.task === uuid);
  const known = {
    get: (id: string) => runs.get(id),
    decided: latest,
    isClosed: (uuid: string) => queue.get(uuid)?.status !== 'pending',
  };
  const put = (one: Run, more: Partial<Run>) => runs.set(one.id, { ...one, ...more });
  const close = (one: Task, status: Task['status']) => {
    const { end: _, ...rest } = queue.get(one.uuid)!;
    queue.apply(
      queue.get(one.uuid),
      status === 'completed' ? { ...rest, status, end: at(clock) } : { ...rest, status },
    );
  };
  const commit = (content: Content): string => {
    const id = String(commits.size + 1).padStart(40, '0');
    commits.set(id, content);
    return id;
  };
  const stackOf = (one: Task) => (stacks ? stackFor(queue.get(one.uuid)!, { queue, runs: known }) : undefined);
  const handIn = (one: Run, base: string, version: number) => {
    const id = commit(new Set([...commits.get(base)!, `${one.id}.${version}`]));
    const result = { commit: id, tree: id, files: 1, added: 1, deleted: 0, paths: [], outside: [], nested: [] };
    put(one, { base, state: 'review', result, attempt: one.attempt });
  };
  return {
    ...{ tasks, queue, runs, target, landings },
    tick: () => clock++,
    open: () => tasks.filter((one) => queue.get(one.uuid)!.status === 'pending'),
    begin(one: Task): Run | undefined {
      const before = latest(one.uuid);
      if (queue.get(one.uuid)!.status !== 'pending') return undefined;
      if (before && !['discarded', 'handed_off', 'merged'].includes(before.state)) return undefined;
      const stackedOn = stackOf(one);
      if (queue.isBlocked(queue.get(one.uuid)!) && !stackedOn) return undefined;
      const base = stackedOn?.commit ?? commit(new Set(target));
      const made = run(runs.size + 1, one.id, 'running', { base, at: at(clock), ...(stackedOn ? { stackedOn } : {}) });
      starts(made.id, stackedOn);
      runs.set(made.id, { ...made, attempt: (before?.attempt ?? 0) + 1 });
      return made;
    },
    finish: (one: Run) => one.state === 'running' && handIn(one, one.base, commits.size),
    approve(one: Run) {
      const standing = standingOf(one, known);
      if (one.state === 'review' && standing !== 'moved' && standing !== 'gone') put(one, { state: 'approved' });
    },
    discard: (one: Run) => ['review', 'approved'].includes(one.state) && put(one, { state: 'discarded' }),
    handOff: (one: Run) => one.state === 'review' && put(one, { state: 'handed_off' }),
    again(one: Run) {
      if (one.state !== 'review' && one.state !== 'approved') return;
      const { waits: _, ...rest } = one;
      const standing = standingOf(one, known);
      if (standing !== 'moved' && standing !== 'gone') return void runs.set(one.id, { ...rest, state: 'running' });
      const own = queue.get(one.task)!;
      const next = nextStart(standing, { stack: stackOf(own), isBlocked: queue.isBlocked(own) });
      if (next === 'blocked') return;
      const { stackedOn: __, ...free } = rest;
      starts(one.id, typeof next === 'object' ? next.stackedOn : undefined);
      if (typeof next === 'object')
        runs.set(one.id, { ...free, ...next, base: next.stackedOn.commit, state: 'running' });
      else runs.set(one.id, { ...free, base: commit(new Set(target)), state: 'running' });
    },
    /** What maintenance does after any event. */
    follow(one: Run) {
      const step = stackStep(one, standingOf(one, known));
      if (step === 'hold') put(one, { waits: { why: 'below', text: '' } });
      if (step === 'release') {
        const { waits: _, ...rest } = one;
        runs.set(one.id, rest);
      }
      if (step === 'return') put(one, { state: 'review', waits: { why: 'stack', text: '' } });
      if (step !== 'rebase') return;
      const own = queue.get(one.task)!;
      const next = nextStart('moved', { stack: stackOf(own), isBlocked: queue.isBlocked(own) });
      if (typeof next !== 'object') return;
      const { waits: _, ...rest } = one;
      starts(one.id, next.stackedOn);
      handIn({ ...rest, ...next }, next.stackedOn.commit, commits.size);
    },
    /** The merge queue: takes the change between start commit and result into the target branch. */
    land(one: Run) {
      if (one.state !== 'approved' || !mayLand(one, known)) return;
      const [base, all] = [commits.get(one.base)!, commits.get(one.result!.commit)!];
      for (const change of all) if (!base.has(change)) target.add(change);
      // What the result was made on and no run has landed. Another version of a run's change is that run's, too. A
      // change that was in the target branch when the run or one below it began may be reverted later, as without
      // stacks.
      const landed = new Set([...target].map(byRun));
      const made = [...all].filter((change) => !fromTarget.get(one.id)!.has(byRun(change)));
      landings.push({ run: one.id, lacks: made.filter((change) => !landed.has(byRun(change))) });
      put(one, { state: 'merged', merged: { commit: one.result!.commit, at: at(clock) } });
      close(queue.get(one.task)!, 'completed');
    },
    revert(one: Run) {
      if (one.state !== 'merged' || one.reverted) return;
      for (const change of target) if (change.startsWith(`${one.id}.`)) target.delete(change);
      put(one, { reverted: { at: at(clock) } });
      close(queue.get(one.task)!, 'pending');
    },
  };
}

test('over random schedules, no stacked result ever lands without the result below it, and chains land', () => {
  let [landed, stacked, rebased] = [0, 0, 0];
  for (let schedule = 0; schedule < cases(2_000, 20_000); schedule++) {
    const { next: random, pick } = seeded(schedule);
    const depends = Array.from({ length: 5 }, (_, n) =>
      n === 0 ? [] : random() < 0.7 ? [n] : [...new Set([n, Math.ceil(random() * n)])],
    );
    const place = world(depends, true);
    for (let step = 0; step < 60; step++) {
      place.tick();
      const all = [...place.runs.values()];
      const one = all.length > 0 ? pick(all) : undefined;
      const roll = random();
      if (!one || roll < 0.3) place.begin(pick(place.tasks));
      else if (roll < 0.55) place.finish(one);
      else if (roll < 0.7) place.approve(one);
      else if (roll < 0.85) place.land(one);
      else if (roll < 0.91) place.again(one);
      else if (roll < 0.94) place.discard(one);
      else if (roll < 0.96) place.handOff(one);
      else if (roll < 0.98) place.revert(one);
      if (random() < 0.7)
        for (const id of place.runs.keys()) {
          const before = place.runs.get(id)!;
          place.follow(before);
          if (place.runs.get(id)!.base !== before.base) rebased++;
        }
    }
    for (const { run: id, lacks } of place.landings)
      expect(lacks, `schedule ${schedule} of seed ${SEED}: ${id} landed without what it was made on`).toEqual([]);
    landed += place.landings.length;
    stacked += [...place.runs.values()].filter((one) => one.stackedOn && one.state === 'merged').length;
  }
  // The schedules reach the cases that they are about.
  expect(landed).toBeGreaterThan(1_000);
  expect(stacked).toBeGreaterThan(100);
  expect(rebased).toBeGreaterThan(100);
});

test.each<[Parameters<typeof stackStep>[0], Parameters<typeof stackStep>[1], ReturnType<typeof stackStep>]>([
  [{ state: 'approved' }, 'waits', 'hold'],
  [{ state: 'approved', waits: { why: 'below', text: '' } }, 'waits', undefined],
  // The reason ends with the merge below.
  [{ state: 'approved', waits: { why: 'below', text: '' } }, 'landed', 'release'],
  [{ state: 'approved', waits: { why: 'testing', text: '' } }, 'landed', undefined],
  [{ state: 'approved' }, 'landed', undefined],
])('a stacked run %j whose result below %s: %s', (run, standing, step) => {
  expect(stackStep(run, standing)).toBe(step);
});

test('a result lands no longer when a result below the merged one that it was made on is reverted', () => {
  const commit = (n: number) => String(n).repeat(40);
  const merged = { merged: { commit: commit(9), at: at(2) } };
  const first = run(1, 1, 'merged', merged);
  const second = run(2, 2, 'merged', { ...merged, stackedOn: { run: 'r1', commit: commit(1) } });
  const third = run(3, 3, 'approved', { stackedOn: { run: 'r2', commit: commit(2) } });
  const others = { decided: () => undefined, isClosed: () => true };
  const standing = (...runs: Run[]) => standingOf(third, { ...others, get: (id) => runs.find((one) => one.id === id) });
  expect(standing(first, second)).toBe('landed');
  const reverted = { ...first, reverted: { at: at(3) } };
  expect(standing(reverted, second)).toBe('gone');
  const get = (id: string) => (id === 'r1' ? reverted : second);
  expect(standingText(third.stackedOn!, 'gone', { ...others, get })).toBe('run r1, below run r2, was reverted');
  // Its task was deleted and purged, with its runs.
  const none = { ...others, get: () => undefined };
  expect(standingOf(third, none)).toBe('gone');
  expect(standingText(third.stackedOn!, 'gone', none)).toBe('run r2, on which it is stacked, was purged with its task');
});

const MINUTE = 1;

/** Plays a chain in simulated time: an agent works for 20 minutes, each review takes an hour and begins at once. */
function minutesOfChain(length: number, stacks: boolean): number {
  const depends = Array.from({ length }, (_, n) => (n === 0 ? [] : [n]));
  const place = world(depends, stacks);
  const ends = new Map<string, number>();
  let now = 0;
  for (; place.open().length > 0 && now < 10_000; now += MINUTE) {
    place.tick();
    for (const one of place.open()) {
      const begun = place.begin(one);
      if (begun) ends.set(begun.id, now + 20);
    }
    for (const { id } of [...place.runs.values()]) {
      const one = () => place.runs.get(id)!;
      if (ends.get(id) === now && one().state === 'running') {
        place.finish(one());
        ends.set(id, now + 60);
      }
      if (ends.get(id) === now && one().state === 'review') place.approve(one());
      place.land(one());
    }
  }
  return now;
}

test('a chain of five whose reviews take an hour each is done in less than half of the time with stacks', () => {
  const table = [1, 2, 5].map((length) => ({
    tasks: length,
    without: minutesOfChain(length, false),
    with: minutesOfChain(length, true),
  }));
  expect(table).toEqual([
    { tasks: 1, without: 81, with: 81 },
    { tasks: 2, without: 162, with: 102 },
    { tasks: 5, without: 405, with: 165 },
  ]);
});

test('a task starts on a result only if it has the work of all that the task waits for', () => {
  const [a, b, c] = [task(1), task(2, { depends: [uuidOf(1)] }), task(3, { depends: [uuidOf(1), uuidOf(2)] })];
  const commit = (n: number) => String(n).repeat(40);
  const result = (n: number) => ({
    result: { commit: commit(n), tree: commit(n), files: 1, added: 1, deleted: 0, paths: [], outside: [], nested: [] },
  });
  const first = run(1, 1, 'review', result(1));
  const second = run(2, 2, 'review', { ...result(2), stackedOn: { run: 'r1', commit: commit(1) } });
  const find = (runs: readonly Run[], of = c, tasks = [a, b, c]) =>
    stackFor(of, {
      queue: createQueue(tasks),
      runs: {
        get: (id) => runs.find((one) => one.id === id),
        decided: (uuid) => runs.findLast((one) => one.task === uuid),
        isClosed: () => false,
      },
    });
  expect(find([first, second])).toEqual({ run: 'r2', commit: commit(2) });
  expect(find([first])).toBeUndefined();
  // The second doesn't have the first one's work.
  expect(find([first, { ...second, stackedOn: undefined } as unknown as Run])).toBeUndefined();
  // The first has a newer result than the one below the second.
  expect(find([{ ...first, ...result(9) }, second])).toBeUndefined();
  const red = { name: 'unit', ok: false, why: 'exit 1', ms: 1, output: '', commit: commit(1) };
  expect(find([{ ...first, checks: [red] }], b)).toBeUndefined();
  expect(find([{ ...first, waits: { why: 'conflict', text: '' } }], b)).toBeUndefined();
  expect(find([{ ...first, state: 'running' }], b)).toBeUndefined();
  // A dependency that was completed after the lowest run began isn't in that run's start commit.
  const late = { ...task(4, { status: 'completed' }), end: at(0) };
  const both = task(5, { depends: [uuidOf(1), uuidOf(4)] });
  expect(find([first], both, [a, late, both])).toBeUndefined();
  expect(find([first], both, [a, { ...late, end: at(-30) }, both])).toEqual({ run: 'r1', commit: commit(1) });
});
