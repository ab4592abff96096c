import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ancestorTasks,
  findCycle,
  findParentCycle,
  findWaitCycle,
  unblockedBy,
  unmetDependencies,
} from '../../src/domain/queue/graph.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { runs } from '../support/seed.ts';

function task(name: string, depends: readonly string[] = [], more: Partial<Task> = {}): Task {
  const at = '2026-07-30T12:00:00Z';
  return { uuid: name, id: 0, description: name, status: 'pending', entry: at, modified: at, depends, ...more };
}

const queueOf = (edges: Record<string, string[]>) =>
  createQueue(Object.entries(edges).map(([name, depends]) => task(name, depends)));

const names = (tasks: readonly Task[]) => tasks.map(({ uuid }) => uuid);

/** Which of 7 tasks can be reached from which, by Warshall's algorithm. */
function reachable(edges: readonly (readonly [number, number])[]): boolean[][] {
  const range = [0, 1, 2, 3, 4, 5, 6];
  const reach = range.map((a) => range.map((b) => a === b));
  for (const [a, b] of edges) reach[a]![b] = true;
  for (const via of range)
    for (const a of range) for (const b of range) reach[a]![b] ||= reach[a]![via]! && reach[via]![b]!;
  return reach;
}

describe('the check for tasks that would wait for each other, a parent for its subtasks', () => {
  const queue = createQueue([
    task('p'),
    task('c', [], { parent: 'p' }),
    task('d', ['c']),
    task('e', [], { parent: 'd' }),
  ]);
  test.each<[string, Task, string[] | undefined]>([
    ['a subtask of its parent', task('c', ['p'], { parent: 'p' }), ['c', 'p', 'c']],
    ['a new subtask of its parent', task('n', ['p'], { parent: 'p' }), ['n', 'p', 'n']],
    ['a subtask of a sibling parent that waits for it', task('c', ['e'], { parent: 'p' }), undefined],
    ['through another that waits', task('c', ['e'], { parent: 'e' }), ['c', 'e', 'c']],
    ['a former subtask of its former parent', task('c', ['p']), undefined],
    ['a parent of what its subtask waits for', task('p', ['d']), undefined],
  ])('%s', (_, changed, circle) => {
    const found = findWaitCycle(queue, changed);
    expect(found && [...found].sort()).toEqual(circle && [...circle].sort());
  });
});

describe('the check for circles', () => {
  test('names the way round', () => {
    expect(findCycle(queueOf({ a: ['b'], b: ['c'], c: [] }), 'c', ['a'])).toEqual(['c', 'a', 'b', 'c']);
  });

  test('sees a task that would wait for itself', () => {
    expect(findCycle(queueOf({ a: [] }), 'a', ['a'])).toEqual(['a', 'a']);
  });

  test('does not lose branches as Taskwarrior does: T→b, a→c, a→b, c→T, then T→a', () => {
    const queue = queueOf({ T: ['b'], a: ['b', 'c'], b: [], c: ['T'] });
    expect(findCycle(queue, 'T', ['b', 'a'])).toEqual(['T', 'a', 'c', 'T']);
  });

  test('lets two ways lead to the same task', () => {
    expect(findCycle(queueOf({ a: [], b: ['a'], c: ['a'], d: [] }), 'd', ['b', 'c'])).toBeUndefined();
  });

  test('agrees with brute force on any graph', () => {
    const node = fc.integer({ min: 0, max: 6 });
    const edges = fc.array(fc.tuple(node, node), { maxLength: 14 });
    fc.assert(
      fc.property(edges, node, fc.array(node, { maxLength: 3 }), (known, from, to) => {
        const reach = reachable(known);
        const graph = Object.fromEntries(
          reach.map((_, n) => [String(n), known.filter(([a]) => a === n).map(([, b]) => String(b))]),
        );
        const cycle = findCycle(queueOf(graph), String(from), to.map(String));
        expect(cycle !== undefined).toBe(to.some((b) => reach[b]![from]));
        for (const [i, uuid] of cycle?.slice(1).entries() ?? []) {
          expect(i === 0 ? to.map(String) : graph[cycle![i]!]).toContain(uuid);
        }
      }),
      { numRuns: runs(100, 500) },
    );
  });

  test('does not overflow on a chain of 30,000', () => {
    const chain = Array.from({ length: 30_000 }, (_, i) => task(String(i), [String(i + 1)]));
    expect(findCycle(createQueue(chain), '30000', ['0'])).toHaveLength(30_002);
  });

  test('covers parents', () => {
    const queue = createQueue([task('a'), task('b', [], { parent: 'a' }), task('c', [], { parent: 'b' })]);
    expect(findParentCycle(queue, 'a', 'c')).toEqual(['a', 'c', 'b', 'a']);
    expect(findParentCycle(queue, 'c', 'a')).toBeUndefined();
    expect(ancestorTasks(queue, queue.get('c')!)).toEqual(['b', 'a']);
  });

  test('leaves no one going round when parents are damaged', () => {
    const queue = createQueue([task('a', [], { parent: 'b' }), task('b', [], { parent: 'a' })]);
    expect(ancestorTasks(queue, queue.get('a')!)).toEqual(['b']);
  });
});

describe('what waits', () => {
  test('is set free by the last task that it waits for', () => {
    const gone = task('e', ['a'], { status: 'deleted' });
    const queue = createQueue([task('a'), task('b'), task('c', ['a']), task('d', ['a', 'b']), gone]);
    expect(names(unblockedBy(queue, queue.get('a')!))).toEqual(['c']);
    expect(names(unmetDependencies(queue, queue.get('d')!))).toEqual(['a', 'b']);
    queue.apply(queue.get('a'), task('a', [], { status: 'completed' }));
    expect(names(unblockedBy(queue, queue.get('a')!))).toEqual(['c']);
  });
});
