import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { urgency, urgencyTerms } from '../../src/domain/urgency/urgency.ts';
import { AFTER_DELETED, type OracleFile, oracleFacts, oracleTasks, readOracle } from '../filter/oracle.ts';
import { runs } from '../support/seed.ts';

const recorded = readOracle<Record<string, number[]>>('urgency');
const tasks = oracleTasks();

describe.each(Object.keys(recorded))('urgency as Taskwarrior recorded it at clock %s', (clock) => {
  const { now, timezone } = readOracle<OracleFile>(`filter-cases.${clock}`);
  const facts = oracleFacts(now, timezone, tasks);
  const rows = tasks
    .map((task, i) => ({ name: `${i} ${task.description}`, task, expected: recorded[clock]![i]! }))
    .filter((_, i) => i !== AFTER_DELETED);

  test.each(rows)('$name', ({ task, expected }) => {
    expect(Math.abs(urgency(task, facts) - expected)).toBeLessThanOrEqual(0.0002);
  });
});

const now = Date.parse('2026-07-30T14:30:00Z');
const DAY = 86_400_000;

function task(more: Partial<Task> = {}): Task {
  const at = '2026-07-30T14:30:00Z';
  return { uuid: 'a', id: 1, description: 'Fix login', status: 'pending', entry: at, modified: at, ...more };
}

const factsOf = (all: Task[], at = now) => createFacts({ queue: createQueue(all), now: at, zone: 'UTC' });

describe('urgency', () => {
  test('of the example: project, one tag, due now, priority H, entered today', () => {
    const one = task({ project: 'web', tags: ['bug'], due: '2026-07-30T14:30:00Z', priority: 'H' });
    expect(urgency(one, factsOf([one]))).toBeCloseTo(16.6, 10);
  });

  test('is the sum of its terms', () => {
    const facts = factsOf(tasks);
    for (const each of tasks) {
      const sum = urgencyTerms(each, facts).reduce((total, { value }) => total + value, 0);
      expect(sum).toBeCloseTo(urgency(each, facts), 10);
    }
  });

  test('never falls while only time passes', () => {
    const day = fc.integer({ min: 0, max: 2000 });
    const start = Date.parse('2024-01-01T00:00:00Z');
    fc.assert(
      fc.property(day, day, fc.constantFrom(...tasks), (a, b, one) => {
        const at = (days: number) => urgency(one, factsOf(tasks, start + days * DAY));
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)) - 1e-9);
      }),
      { numRuns: runs(80, 300) },
    );
  });

  test('takes other weights, in general or for a project, a tag, a virtual tag or a word', () => {
    const one = task({ project: 'web.ui', tags: ['bug'] });
    const facts = factsOf([one]);
    const base = urgency(one, facts);
    const gain = (more: object) => urgency(one, facts, { ...DEFAULT_COEFFICIENTS, ...more }) - base;
    expect(gain({ project: 3 })).toBeCloseTo(2, 10);
    expect(gain({ projects: { web: 2, we: 5 } })).toBeCloseTo(2, 10);
    expect(gain({ tagged: { bug: 1, READY: 4, BLOCKED: 9 } })).toBeCloseTo(5, 10);
    expect(gain({ keywords: { login: 1.5, logout: 9 } })).toBeCloseTo(1.5, 10);
  });

  test('counts age in full from its greatest age on, even when that is nothing', () => {
    const one = task({ entry: '2026-07-20T14:30:00Z' });
    const age = (ageMax: number) => urgency(one, factsOf([one]), { ...DEFAULT_COEFFICIENTS, ageMax });
    expect([age(100), age(10), age(5), age(0)]).toEqual([0.2, 2, 2, 2]);
  });

  test('is inherited from what a task blocks, when asked for, through chains and circles', () => {
    const a = task({ uuid: 'a' });
    const b = task({ uuid: 'b', depends: ['a'] });
    const c = task({ uuid: 'c', depends: ['b'], priority: 'H', due: '2026-07-01T00:00:00Z' });
    const inherit = { ...DEFAULT_COEFFICIENTS, inherit: true };
    const facts = factsOf([a, b, c]);
    expect(urgency(b, facts, inherit)).toBeCloseTo(urgency(c, facts) + 0.01, 10);
    expect(urgency(a, facts, inherit)).toBeCloseTo(urgency(c, facts) + 0.02, 10);
    expect(urgencyTerms(a, facts, inherit).map(({ name }) => name)).toContain('inherited');
    const circle = [task({ uuid: 'a', depends: ['b'] }), task({ uuid: 'b', depends: ['a'] })];
    expect(Number.isFinite(urgency(circle[0]!, factsOf(circle), inherit))).toBe(true);
  });

  test('reads stored times as Date.parse does', () => {
    const time = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(time, (date) => {
        const due = toInstant(date.getTime());
        const one = task({ due });
        const term = urgencyTerms(one, factsOf([one], Date.parse(due) + DAY)).find(({ name }) => name === 'due')!;
        expect(term.factor).toBeCloseTo(0.2 + (0.8 * 15) / 21, 10);
      }),
    );
  });
});
