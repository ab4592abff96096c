import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyWords } from '../../src/domain/task/key-words.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { similarPairs } from '../../src/lint/duplicate.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';

function task(id: number, description = `Task ${id}`, more: Partial<Task> = {}): Task {
  const at = '2026-07-30T12:00:00Z';
  return { uuid: `u${id}`, id, description, status: 'pending', entry: at, modified: at, ...more };
}

test('finds an earlier task like this one exactly where comparing each with each finds one', () => {
  const words = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 7 });
  const share = (a: readonly string[], b: readonly string[]) => {
    const common = a.filter((word) => b.includes(word)).length;
    return common / (a.length + b.length - common);
  };
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 30 }),
      fc.constantFrom(0.5, 0.75, 0.8, 1),
      fc.integer({ min: 2, max: 5 }),
      (sets, least, part) => {
        const tasks = sets.map((each, i) => ({ task: task(i + 1), words: each }));
        const apart = (a: Task, b: Task) => (a.id + b.id) % part === 0;
        const found = Array.from(similarPairs(tasks, least, apart));
        for (const { one, earlier, share: said } of found) {
          expect(earlier.id).toBeLessThan(one.id);
          expect(apart(one, earlier)).toBe(false);
          expect(said).toBeCloseTo(share(sets[one.id - 1]!, sets[earlier.id - 1]!));
          expect(said).toBeGreaterThanOrEqual(least);
        }
        const ids = new Set(found.map(({ one }) => one.id));
        for (const [i, set] of sets.entries()) {
          const like = sets.findIndex(
            (other, j) => j < i && share(other, set) >= least && !apart(tasks[i]!.task, tasks[j]!.task),
          );
          expect(ids.has(i + 1)).toBe(like >= 0);
        }
      },
    ),
    { numRuns: runs(40, 300) },
  );
});

/** Descriptions as people write them: a verb, a thing, a place, some twice; or the worst that can come. */
const KINDS_OF_TEXT: Record<string, (random: () => number, i: number) => string> = {
  mixed: (random) => {
    const one = (from: string, many: number) =>
      `${from}${Math.floor(random() * many)}`.replace(/\d/g, (d) => 'abcdefghij'[Number(d)]!);
    return `${one('verb', 20)} the ${one('thing', 300)} of ${one('part', 60)} in ${one('place', 80)}`;
  },
  'all alike': () => 'Fix the login page of the shop',
  'few words': (random) => Array.from({ length: 5 }, () => 'abcdefghijklmnopqrst'[Math.floor(random() * 20)]).join(' '),
};

/** Number of tasks, and the most comparisons of one with earlier ones: 64 with the same words, and 64 with similar ones. */
const [MANY, MOST] = [2_000, 2 * 64];

test.each(Object.keys(KINDS_OF_TEXT))('many tasks are compared without comparing each with each: %s', (kind) => {
  const random = seeded(1).next;
  const tasks = Array.from({ length: MANY }, (_, i) => task(i + 1, KINDS_OF_TEXT[kind]!(random, i)));
  const worded = tasks.map((each) => ({ task: each, words: keyWords(each.description) }));
  let compared = 0;
  // The worst: no similar task counts, so that the search goes on.
  const apart = () => {
    compared++;
    return true;
  };
  expect([...similarPairs(worded, 0.1, apart)]).toEqual([]);
  expect(compared).toBeGreaterThan(MANY);
  expect(compared).toBeLessThanOrEqual(MANY * MOST);
});
