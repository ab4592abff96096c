import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { graphOf } from '../../src/report/graph/graph.ts';
import { processorMs } from '../support/processor-time.ts';
import { soak } from '../support/soak-test.ts';

const AT = '2026-07-30T14:30:00Z';
const HOUR = 3_600_000;

function task(id: number, more: Partial<Task> = {}): Task {
  return {
    ...{ uuid: `u${id}`, id, description: `Task ${id}`, status: 'pending', entry: AT, modified: AT },
    ...more,
  } as Task;
}

const behind = (id: number, depends: number[], more: Partial<Task> = {}) =>
  task(id, { depends: depends.map((one) => `u${one}`), ...more });

function graph(all: Task[], { wanted = all, most = 1_000, alone = false } = {}) {
  const facts = createFacts({ queue: createQueue(all), now: Date.parse(AT), zone: 'UTC' });
  return graphOf({ tasks: wanted, facts, coefficients: DEFAULT_COEFFICIENTS, most, alone });
}

const waves = (...given: Parameters<typeof graph>) => graph(...given).nodes.map(({ wave, id }) => `${wave}:${id}`);

describe('a graph of dependencies', () => {
  test('puts each task into the wave after the last one that it waits for', () => {
    expect(waves([task(1), behind(2, [1]), behind(3, [1, 2]), behind(4, [1])])).toEqual(['1:1', '2:2', '2:4', '3:3']);
  });

  test('leaves out tasks without dependencies, and counts them; they are shown when asked for', () => {
    const all = [task(1), behind(2, [1]), task(3)];
    expect(waves(all)).toEqual(['1:1', '2:2']);
    expect(graph(all).totals).toEqual({ shown: 2, left: 0, waves: 2, alone: 1 });
    expect(waves(all, { alone: true })).toEqual(['1:1', '1:3', '2:2']);
  });

  test('brings along what is waited for, and says so; closed tasks hold nobody up', () => {
    const all = [task(1), behind(2, [1]), task(3, { status: 'completed' }), behind(4, [2, 3])];
    const { nodes, edges } = graph(all, { wanted: [all[3]!] });
    expect(nodes.map(({ id, along }) => [id, along])).toEqual([
      [1, true],
      [2, true],
      [4, undefined],
    ]);
    expect(edges).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  test('is the same whatever order the queue has its tasks in, also where two chains are as long', () => {
    const all = [
      task(1),
      task(2),
      behind(3, [1, 2]),
      behind(4, [2]),
      task(5, { parent: 'u4' }),
      task(6, { parent: 'u4' }),
    ];
    expect(graph([...all].reverse())).toEqual(graph(all));
  });

  test('a task waits for its subtasks, too', () => {
    const { nodes, parts, edges } = graph([task(1), task(2, { parent: 'u1' })]);
    expect(nodes.map(({ id, wave }) => [id, wave])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect([parts, edges]).toEqual([[[2, 1]], []]);
  });

  test('names dependencies that are gone', () => {
    const all = [task(1, { status: 'deleted' }), behind(2, [1, 9])];
    expect(graph(all).nodes).toMatchObject([{ id: 2, wave: 1, gone: [{ uuid: 'u1', id: 1 }, { uuid: 'u9' }] }]);
  });

  test('keeps what is in a circle, in no wave', () => {
    const { nodes, critical } = graph([behind(1, [2]), behind(2, [1]), behind(3, [2]), task(4)]);
    expect(nodes.map(({ id, wave }) => [id, wave])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(critical.ids).toEqual([]);
  });

  test('counts for each task how many cannot begin before it, and ranks them', () => {
    const all = [task(1), behind(2, [1]), behind(3, [1]), behind(4, [2, 3]), task(5), behind(6, [5])];
    expect(graph(all).nodes.map(({ id, holdsUp }) => [id, holdsUp])).toEqual([
      ...[[1, 3]],
      ...[[5, 1]],
      ...[[2, 1]],
      ...[[3, 1]],
      ...[[6, undefined]],
      ...[[4, undefined]],
    ]);
    expect(graph(all).unblocking).toEqual([
      { id: 1, count: 3 },
      { id: 2, count: 1 },
      { id: 3, count: 1 },
      { id: 5, count: 1 },
    ]);
  });

  test('counts over more than one pass exactly', () => {
    const chain = Array.from({ length: 3_000 }, (_, i) => (i === 0 ? task(1) : behind(i + 1, [i])));
    expect(graph(chain).unblocking.slice(0, 2)).toEqual([
      { id: 1, count: 2_999 },
      { id: 2, count: 2_998 },
    ]);
  });
});

describe('the critical path', () => {
  test('has the most tasks where nobody estimated', () => {
    const { critical, nodes } = graph([task(1), behind(2, [1]), behind(3, [2]), task(4), behind(5, [4])]);
    expect(critical).toEqual({ ids: [1, 2, 3], by: 'count' });
    expect(nodes.filter((node) => node.critical).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('takes longest by the estimates, a task without one taken for a usual one', () => {
    const all = [
      ...[task(1, { estimate: 'PT1H' }), behind(2, [1], { estimate: 'PT1H' }), behind(3, [2])],
      ...[task(4, { estimate: 'PT8H' }), behind(5, [4])],
    ];
    expect(graph(all).critical).toEqual({ ids: [4, 5], by: 'estimate', ms: 9 * HOUR, guessed: 1 });
  });

  test('is none of one task', () => {
    expect(graph([task(1, { estimate: 'PT8H' })], { alone: true }).critical).toEqual({ ids: [], by: 'estimate' });
  });
});

describe('more than can be shown', () => {
  test('the longest chain stays, then what holds most up, and every task says how many of its own are left out', () => {
    const star = [task(1), ...Array.from({ length: 5 }, (_, i) => behind(i + 2, [1]))];
    const chain = [task(10), behind(11, [10]), behind(12, [11])];
    const { nodes, totals } = graph([...star, ...chain], { most: 4 });
    expect(nodes.map(({ id, hidden }) => [id, hidden])).toEqual([
      [1, [0, 5]],
      [10, undefined],
      [11, undefined],
      [12, undefined],
    ]);
    expect(totals).toEqual({ shown: 4, left: 5, waves: 3, alone: 0 });
  });

  test('a task that blocks others comes with one of them, so that pairs have their edges', () => {
    const pairs = Array.from({ length: 10 }, (_, i) => [task(2 * i + 1), behind(2 * i + 2, [2 * i + 1])]).flat();
    const { nodes, edges } = graph(pairs, { most: 7 });
    expect(nodes.map(({ id }) => id)).toEqual([1, 3, 5, 7, 2, 4, 6]);
    expect(edges).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  soak('takes ten thousand tasks with twenty thousand dependencies without counting pair by pair', () => {
    const all = Array.from({ length: 10_000 }, (_, i) =>
      behind(i + 1, i < 100 ? [] : [i - 99, ((i * 7_919) % (i - 50)) + 1]),
    );
    let totals: ReturnType<typeof graph>['totals'] | undefined;
    expect(processorMs(() => ({ totals } = graph(all)))).toBeLessThan(20_000);
    expect(totals).toMatchObject({ shown: 1_000, left: 9_000 });
  });
});
