import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { compileFilter } from '../../src/filter/language.ts';

const entry = '2026-07-01T12:00:00Z';
const UNTIL = '2026-07-30T14:30:00Z';
const uuid = (n: number) => `${String(n).repeat(8)}-1111-4111-8111-111111111111`;
const task = (id: number, more: Partial<Task>): Task => ({
  uuid: uuid(id),
  id,
  description: `task ${id}`,
  status: 'pending',
  entry,
  modified: entry,
  ...more,
});

const queue = createQueue([
  task(1, { until: UNTIL }),
  task(2, { depends: [uuid(1)] }),
  task(3, { until: UNTIL, wait: '2026-12-01T00:00:00Z' }),
  task(4, { until: UNTIL, status: 'recurring', recur: 'weekly', due: UNTIL }),
  task(5, { until: UNTIL, status: 'completed', end: entry }),
]);

/** As Taskwarrior 2.6.2 has it (tried with all of them at these seconds), except that a deleted task unblocks others there. */
const CASES: [at: string, filter: string, ids: number[]][] = [
  ['2026-07-30T14:30:00Z', 'status:pending', [1, 2]],
  ['2026-07-30T14:30:00Z', '+WAITING', [3]],
  ['2026-07-30T14:30:00Z', '+BLOCKED', [2]],
  ['2026-07-30T14:30:01Z', 'status:pending', [2]],
  ['2026-07-30T14:30:01Z', 'status:deleted', [1]],
  ['2026-07-30T14:30:01Z', '+WAITING', [3]],
  ['2026-07-30T14:30:01Z', '+BLOCKED', [2]],
  ['2026-07-30T14:30:01Z', '+READY', []],
  ['2026-07-30T14:30:01Z', 'status:recurring', [4]],
  ['2026-07-30T14:30:01Z', 'status:completed', [5]],
  ['2026-07-30T14:30:01Z', `end:${UNTIL}`, [1]],
  ['2026-12-01T00:00:00Z', 'status:deleted', [1, 3]],
  ['2026-07-30T14:29:00Z', '+BLOCKED', [2]],
];

describe('a pending task is deleted once its until has passed', () => {
  test.each(CASES)('at %s %s selects %j', (at, filter, ids) => {
    const clock = { now: Date.parse(at), zone: 'UTC' };
    const selected = compileFilter(filter, { clock }).select(createFacts({ queue, ...clock }));
    expect(selected.map(({ id }) => id).sort()).toEqual(ids);
  });
});
