import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_INSTANT } from '../../src/domain/instant.ts';
import { createLazyQueue } from '../../src/domain/queue/lazy-queue.ts';
import { createQueue, type TaskQueue } from '../../src/domain/queue/queue.ts';
import { asDeleted, isExpired } from '../../src/domain/task/expiry.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { runs } from '../support/seed.ts';

const uuidOf = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;
const uuids = [1, 2, 3, 4, 5, 6].map(uuidOf);

function task(n: number, more: Partial<Task> = {}): Task {
  const at = '2026-07-30T12:00:00Z' as const;
  return { uuid: uuidOf(n), id: n, description: `task ${n}`, status: 'pending', entry: at, modified: at, ...more };
}

/** Everything a queue says about some tasks, in a form that can be compared. */
function said(queue: TaskQueue) {
  const sorted = (items: Iterable<string>) => [...items].sort();
  return {
    size: queue.size,
    openSize: queue.openSize,
    lastId: queue.lastId,
    all: sorted(Array.from(queue.all(), ({ uuid }) => uuid)),
    open: sorted(Array.from(queue.open(), (found) => JSON.stringify(found))),
    ids: [0, 1, 2, 3, 4, 5, 6, 7].map((id) => queue.byId(id)?.uuid),
    per: uuids.map((uuid) => {
      const found = queue.get(uuid);
      return {
        found,
        dependents: sorted(queue.dependents(uuid)),
        children: sorted(queue.children(uuid)),
        instances: sorted(queue.instances(uuid)),
        prefix: queue.byPrefix(uuid.slice(0, 8)).map((hit) => hit.uuid),
        ...(found && {
          blocked: queue.isBlocked(found),
          blocking: queue.isBlocking(found),
          subtasks: queue.hasOpenSubtasks(found),
        }),
      };
    }),
    tags: [...queue.tags()].sort(),
    projects: [...queue.projects()].sort(),
    agents: [...queue.agents()].sort(),
    completed: sorted(queue.byStatus('completed')),
    noProject: sorted(queue.byProject('')),
  };
}

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Every number has one id, as in a workspace, or none. */
const anyTask = fc
  .record({
    n: fc.integer({ min: 1, max: 6 }),
    unnumbered: fc.boolean(),
    status: fc.constantFrom('pending' as const, 'completed' as const, 'deleted' as const, 'recurring' as const),
    depends: optional(fc.array(fc.constantFrom(...uuids, uuidOf(99)), { maxLength: 4 })),
    parent: optional(fc.constantFrom(...uuids)),
    template: optional(fc.constantFrom(...uuids)),
    project: optional(fc.constantFrom('a', 'a.b', 'c')),
    agent: optional(fc.constantFrom('x', 'y')),
    offBranch: optional(
      fc.constant({ at: '2026-07-30T12:00:00Z' as const, actor: 'ai:x', worktree: '/w', main: '/m', common: '/c' }),
    ),
    wait: optional(fc.constantFrom('2026-03-01T00:00:00Z', '2026-09-01T00:00:00Z')),
    until: optional(fc.constantFrom('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-12-01T00:00:00Z')),
    tags: optional(fc.uniqueArray(fc.constantFrom('bug', 'ui', 'next'), { maxLength: 3 })),
  })
  .map(({ n, unnumbered, ...more }) => task(n, { ...more, ...(unnumbered ? { id: 0 } : {}) }));

const anyChange = fc.oneof(
  anyTask.map((after) => ({ after })),
  fc.constantFrom(...uuids).map((remove) => ({ remove })),
  fc.constantFrom('2025-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2027-01-01T00:00:00Z').map((at) => ({ at })),
);

/** A queue over tasks that lie elsewhere, and how often it read all of them. */
function lookedUp(tasks: readonly Task[]) {
  const stored = new Map(tasks.map((one) => [one.uuid, one]));
  let readings = 0;
  const lazy = createLazyQueue({
    get: (uuid) => stored.get(uuid),
    mentioning: (text) => [...stored.values()].filter((one) => JSON.stringify(one).includes(text)),
    all: () => {
      readings++;
      return stored.values();
    },
  });
  return { stored, lazy, readings: () => readings };
}

describe('a queue', () => {
  test('that took over any changes says the same as one built anew', () => {
    fc.assert(
      fc.property(fc.array(anyTask), fc.array(anyChange), fc.boolean(), (first, changes, early) => {
        const queue = createQueue(first);
        const stored = new Map(first.map((one) => [one.uuid, one]));
        let now = FIRST_INSTANT;
        if (early) said(queue);
        for (const change of changes) {
          if ('at' in change) {
            now = change.at;
            queue.settle(now);
          } else if ('after' in change) {
            queue.apply(queue.get(change.after.uuid), change.after);
            stored.set(change.after.uuid, change.after);
          } else {
            queue.apply(queue.get(change.remove), undefined);
            stored.delete(change.remove);
          }
        }
        const anew = createQueue(Array.from(stored.values(), (one) => (isExpired(one, now) ? asDeleted(one) : one)));
        expect(said(queue)).toEqual(said(anew));
        expect([...queue.expired()].sort()).toEqual(
          Array.from(stored.values())
            .filter((one) => isExpired(one, now))
            .map(({ uuid }) => uuid)
            .sort(),
        );
      }),
      { numRuns: runs(60, 250) },
    );
  });

  test('that looks tasks up says the same as one that has them all, whatever is asked first', () => {
    const questions: readonly ((queue: TaskQueue, n: number) => unknown)[] = [
      (queue, n) => queue.get(uuidOf(n)),
      (queue, n) => queue.byId(n - 1),
      (queue, n) => [...queue.dependents(uuidOf(n))].sort(),
      (queue, n) => [...queue.children(uuidOf(n))].sort(),
      (queue, n) => [...queue.instances(uuidOf(n))].sort(),
      (queue, n) => [...queue.byAgent(['', 'x', 'y'][n % 3]!)].sort(),
      (queue) => Array.from(queue.offBranch(), ({ uuid }) => uuid).sort(),
      (queue, n) => ofTask(queue, n, queue.isBlocked),
      (queue, n) => ofTask(queue, n, queue.isBlocking),
      (queue, n) => ofTask(queue, n, queue.hasOpenSubtasks),
    ];
    const ofTask = <T>(queue: TaskQueue, n: number, ask: (task: Task) => T) => {
      const found = queue.get(uuidOf(n));
      return found && ask(found);
    };
    const asking = fc.array(fc.tuple(fc.constantFrom(...questions), fc.integer({ min: 1, max: 7 })));
    fc.assert(
      fc.property(fc.array(anyTask), fc.array(anyChange), asking, (first, changes, asked) => {
        const { stored, lazy } = lookedUp(first);
        const whole = createQueue(first);
        const ask = () => asked.map(([question, n]) => [question(lazy, n), question(whole, n)]);
        for (const [found, expected] of ask()) expect(found).toEqual(expected);
        for (const change of changes) {
          const uuid = 'after' in change ? change.after.uuid : 'remove' in change ? change.remove : undefined;
          const after = 'after' in change ? change.after : undefined;
          const before = uuid === undefined ? undefined : stored.get(uuid);
          if (after) stored.set(after.uuid, after);
          else if (uuid) stored.delete(uuid);
          for (const queue of [lazy, whole]) 'at' in change ? queue.settle(change.at) : queue.apply(before, after);
        }
        for (const [found, expected] of ask()) expect(found).toEqual(expected);
        expect(said(lazy)).toEqual(said(whole));
      }),
      { numRuns: runs(60, 250) },
    );
  });

  test('that looks tasks up reads all of them for one question too many, not before', () => {
    const { lazy, readings } = lookedUp(Array.from({ length: 40 }, (_, n) => task(n + 1)));
    expect([lazy.byId(7)?.id, lazy.hasOpenSubtasks(task(7)), lazy.isBlocking(task(7))]).toEqual([7, false, false]);
    expect([lazy.get(uuidOf(9))?.id, [...lazy.offBranch()], readings()]).toEqual([9, [], 0]);
    for (let n = 10; n < 40; n++) expect(lazy.children(uuidOf(n)).size).toBe(0);
    expect(readings()).toBe(1);
    expect([lazy.openSize, readings()]).toEqual([40, 1]);
  });

  test('keeps a task blocked until its last open dependency is closed', () => {
    const queue = createQueue([task(1), task(2), task(3, { depends: [uuids[0]!, uuids[1]!] })]);
    const close = (n: number) => queue.apply(queue.byId(n), task(n, { status: 'completed' }));
    expect(queue.isBlocked(queue.byId(3)!)).toBe(true);
    close(1);
    expect(queue.isBlocked(queue.byId(3)!)).toBe(true);
    close(2);
    expect(queue.isBlocked(queue.byId(3)!)).toBe(false);
    expect(queue.isBlocking(queue.byId(2)!)).toBe(false);
  });

  test('is not held up by a dependency that does not exist, until it comes', () => {
    const queue = createQueue([task(1, { depends: [uuids[1]!] })]);
    expect(queue.isBlocked(queue.byId(1)!)).toBe(false);
    queue.apply(undefined, task(2));
    expect(queue.isBlocked(queue.byId(1)!)).toBe(true);
    queue.apply(task(2), undefined);
    expect(queue.isBlocked(queue.byId(1)!)).toBe(false);
  });

  test('calls a closed task neither blocked nor blocking', () => {
    const queue = createQueue([task(1, { status: 'completed', depends: [uuids[1]!] }), task(2)]);
    expect(queue.isBlocked(queue.byId(1)!)).toBe(false);
    expect(queue.isBlocking(queue.byId(2)!)).toBe(false);
  });

  test('finds nothing by a prefix shorter than 8 characters', () => {
    const queue = createQueue([task(1)]);
    expect(queue.byPrefix('0000000')).toEqual([]);
    expect(queue.byPrefix('00000001-11')).toHaveLength(1);
    expect(queue.byPrefix('00000001-2')).toEqual([]);
  });

  test('knows the highest id after the task that had it went away', () => {
    const queue = createQueue([task(3), task(5), task(4)]);
    expect(queue.lastId).toBe(5);
    queue.apply(queue.byId(5), undefined);
    expect(queue.lastId).toBe(4);
  });

  test('builds an index when it is wanted for the second time, or used; asking changes nothing', () => {
    const queue = createQueue([task(1, { tags: ['bug'] })]);
    const wanted = Array.from({ length: 3 }, () => {
      queue.wantIndex('tag');
      return [queue.isIndexed('tag'), queue.isIndexed('tag')];
    });
    expect(wanted).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
    expect(queue.isIndexed('project')).toBe(false);
    queue.byProject('a');
    expect(queue.isIndexed('project')).toBe(true);
  });
});
