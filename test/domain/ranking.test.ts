import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { createRanking } from '../../src/domain/urgency/ranking.ts';
import { sortTasks } from '../../src/filter/index.ts';
import { planOf } from '../../src/goals/plan.ts';
import { servesIn } from '../../src/goals/serves.ts';
import { runs } from '../support/seed.ts';

const START = Date.parse('2099-07-30T23:30:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START + hours * HOUR).toISOString().replace('.000Z', 'Z');

const numbers = fc.integer({ min: 1, max: 8 });
const idsOf = (tasks: Iterable<Task>) => Array.from(tasks, ({ id }) => id).join(' ');
const uuidOf = (n: number) => `${n}`.repeat(8);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const date = optional(
  fc.oneof(
    fc.integer({ min: -120, max: 300 }).map((minutes) => at(minutes / 60)),
    fc.integer({ min: -400, max: 400 }).map(at),
    fc.constantFrom('2099-07-31', '2099-08-02'),
  ),
);
const fields = fc.record({
  status: fc.constantFrom('pending', 'pending', 'pending', 'completed', 'recurring'),
  entry: fc.integer({ min: -30, max: 0 }).map(at),
  priority: optional(fc.constantFrom('H', 'L')),
  start: optional(fc.constant(at(0))),
  due: date,
  wait: date,
  scheduled: date,
  until: optional(fc.integer({ min: 1, max: 400 }).map(at)),
  depends: optional(fc.uniqueArray(numbers.map(uuidOf), { minLength: 1, maxLength: 3 })),
  parent: optional(fc.constantFrom(1, 2).map(uuidOf)),
  goal: fc.constantFrom('I-1', undefined, undefined),
});

const record = (id: string, more: object) => ({ id, title: id, rank: 1, entry: at(-1), modified: at(-1), ...more });

const hours = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -0.2, max: 0.5, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(3, 40) },
);
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ what: fc.constant('put' as const), n: numbers, fields }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('remove' as const), n: numbers }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('later' as const), hours }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('goal' as const), isNow: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('weights' as const), due: fc.constantFrom(0, 1, 12) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('zone' as const), zone: fc.constantFrom('UTC', 'Asia/Tokyo') }),
  },
);

test('a ranking that follows changes is the order of a sort, at any later time', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const tasks = new Map<string, Task>();
      const queue = createQueue();
      const ranking = createRanking(queue);
      const records = new Map<string, object>([
        ['I-1', record('I-1', { bet: 'B-1' })],
        ['B-1', record('B-1', { state: 'now' })],
      ]);
      const plan = planOf({ get: (_, id) => records.get(id), all: () => [] });
      const rankings: string[] = [];
      const sorts: string[] = [];
      let [now, zone, coefficients] = [START, 'UTC', DEFAULT_COEFFICIENTS];
      for (const one of steps) {
        if (one.what === 'later') now += one.hours * HOUR;
        else if (one.what === 'zone') zone = one.zone;
        else if (one.what === 'weights') coefficients = { ...coefficients, due: one.due };
        else if (one.what === 'goal') {
          records.set('B-1', record('B-1', { state: one.isNow ? 'now' : 'idea' }));
          ranking.forget();
        } else {
          const [uuid, before] = [uuidOf(one.n), tasks.get(uuidOf(one.n))];
          if (one.what === 'remove') tasks.delete(uuid);
          else {
            const values = Object.fromEntries(Object.entries(one.fields).filter(([, value]) => value !== undefined));
            tasks.set(uuid, { uuid, id: one.n, description: 'x', modified: at(0), ...values } as Task);
          }
          queue.apply(before, tasks.get(uuid));
        }
        const facts = createFacts({ queue, now, zone, servesOf: servesIn(plan, queue) });
        const isOdd = ({ id }: Task) => id % 2 === 1;
        for (const meets of [() => true, isOdd]) {
          const found = ranking.best(facts, coefficients, meets);
          if (!found) continue;
          compared++;
          const pending = [...queue.all()].filter((task) => task.status === 'pending' && meets(task));
          rankings.push(idsOf(found));
          sorts.push(idsOf(sortTasks(pending, [], facts, { coefficients })));
        }
      }
      expect(rankings).toEqual(sorts);
    }),
    { numRuns: runs(100, 2_000) },
  );
  expect(compared).toBeGreaterThan(1_000);
});

test('weights that time can lower, or that ask for virtual tags, are sorted', () => {
  const queue = createQueue();
  const ranking = createRanking(queue);
  const facts = createFacts({ queue, now: START, zone: 'UTC' });
  for (const other of [{ due: -1 }, { waiting: 1 }, { inherit: true }, { tagged: { READY: 3 } }, { ageMax: -5 }])
    for (const _ of [1, 2])
      expect(ranking.best(facts, { ...DEFAULT_COEFFICIENTS, ...other }, () => true)).toBe(undefined);
  expect(ranking.best(facts, DEFAULT_COEFFICIENTS, () => true)).toBeDefined();
});

test('a ranking that nobody asks reads no task', () => {
  const read = () => expect.unreachable();
  createRanking({ open: read, get: read, watch: read });
});
