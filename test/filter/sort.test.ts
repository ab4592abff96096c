import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { urgency } from '../../src/domain/urgency/urgency.ts';
import { sortTasks } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { oracleFacts, oracleTasks } from './oracle.ts';
import { clock, sample, sampleFacts } from './sample.ts';

const facts = sampleFacts();

function sorted(sort: string, limit?: number): number[] {
  const { sort: keys } = compileFilter(`sort:${sort}`, { clock });
  return sortTasks(sample, keys, facts, { limit }).map(({ id }) => id);
}

describe('sorting', () => {
  test('is by urgency, the highest first, unless said otherwise', () => {
    const order = sortTasks(sample, [], facts).map((task) => urgency(task, facts));
    expect(order).toEqual([...order].sort((a, b) => b - a));
  });

  test('takes weights', () => {
    const inverted = { ...DEFAULT_COEFFICIENTS, next: -100 };
    expect(sortTasks(sample, [], facts, { coefficients: inverted }).at(-1)!.id).toBe(3);
  });

  test.each([
    ['id-', [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['due+', [6, 2, 5, 1, 3, 4, 7, 8, 9]],
    ['due-', [5, 2, 6, 1, 3, 4, 7, 8, 9]],
    ['priority-,id-', [2, 9, 8, 7, 6, 5, 4, 3, 1]],
    ['priority+', [9, 2, 1, 3, 4, 5, 6, 7, 8]],
    ['description', [2, 9, 4, 8, 7, 1, 5, 6, 3]],
    ['estimate-', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['tags.count-', [2, 3, 7, 1, 4, 5, 6, 8, 9]],
    ['estimate+', [2, 1, 3, 4, 5, 6, 7, 8, 9]],
    ['status-,id+', [1, 2, 3, 4, 6, 8, 5, 7, 9]],
  ])('by %s gives %j', (sort, expected) => {
    expect(sorted(sort)).toEqual(expected);
  });

  test.each([0, 1, 8, 9, 10])('up to %d tasks gives so many', (limit) => {
    expect(sorted('id-', limit)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1].slice(0, limit));
  });

  test('up to a limit gives the beginning of the whole', () => {
    const tasks = oracleTasks();
    const all = oracleFacts('2026-07-30T14:30:00Z', 'UTC', tasks);
    const keys = fc.constantFrom('urgency-', 'due+,urgency-', 'project+,id-', 'entry-');
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: tasks.length + 5 }), (sort, limit) => {
        const { sort: wanted } = compileFilter(`sort:${sort}`, { clock });
        expect(sortTasks(tasks, wanted, all, { limit })).toEqual(sortTasks(tasks, wanted, all).slice(0, limit));
      }),
    );
  });
});
