import { toInstant } from '../../src/domain/instant.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import { chainOf } from '../../src/goals/chain.ts';
import { healthOf } from '../../src/goals/health.ts';
import { planOf } from '../../src/goals/plan.ts';
import { whyOf } from '../../src/goals/why.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { taskRecord, taskUuid } from '../tasks.ts';

const SIZES = { tasks: 10_000, goals: 300, pillars: 5, outcomes: 10, bets: 5 } as const;
const LIMITS = { idleDays: 14, readingDays: 30, betsNow: 3 };
const NOW = Date.UTC(2026, 6, 30);

/** Measures why a task exists, and the health of a large plan: 10,000 tasks under 300 goals, with all kinds above. */
export async function goalFigures(bench: Bench): Promise<Figure[]> {
  const plan = planOf(records());
  const queue = createQueue(tasks());
  const task = queue.get(taskUuid(4_321))!;
  const rounds = bench.rounds(50);
  const timesOf = (run: () => unknown, times: number) =>
    Array.from({ length: rounds }, () => {
      const start = performance.now();
      for (let i = 0; i < times; i++) run();
      return (performance.now() - start) / times;
    });
  const at = '10,000 tasks, 300 goals';
  const of = { at, unit: 'ms' } as const;
  whyOf(task, queue, plan);
  healthOf(plan, queue, NOW, LIMITS);
  const chain = timesOf(() => chainOf(task, queue, plan), 20);
  const why = timesOf(() => whyOf(task, queue, plan), 20);
  const health = timesOf(() => healthOf(plan, queue, NOW, LIMITS), 1);
  return [
    figure({ ...of, name: 'chain of a task', samples: chain, target: { of: 'median', most: 1 } }),
    figure({ ...of, name: 'why of a task, with fence', samples: why, target: { of: 'median', most: 1 } }),
    figure({ ...of, name: 'health of the plan', samples: health, target: { of: 'median', most: 60 } }),
  ];
}

/** Tasks in chains of parents: every third one names its goal, the others inherit it. */
function tasks() {
  return Array.from({ length: SIZES.tasks }, (_, n) => {
    const task = taskRecord(n, n + 1, NOW);
    return n % 3 === 0 ? { ...task, goal: `I-${(n % SIZES.goals) + 1}` } : { ...task, parent: taskUuid(n - 1) };
  });
}

function records() {
  const at = toInstant(NOW);
  const many = (kind: string, letter: string, count: number, more: (n: number) => object) =>
    new Map(
      Array.from({ length: count }, (_, i) => {
        const id = `${letter}-${i + 1}`;
        return [id, { id, title: `${kind} ${i + 1}`, rank: i + 1, entry: at, modified: at, ...more(i) }];
      }),
    );
  const kinds: Readonly<Record<string, Map<string, unknown>>> = {
    vision: many('vision', 'V', 1, () => ({})),
    pillar: many('pillar', 'P', SIZES.pillars, () => ({ wont: 'more' })),
    outcome: many('outcome', 'O', SIZES.outcomes, (n) => ({ pillars: [`P-${(n % SIZES.pillars) + 1}`] })),
    bet: many('bet', 'B', SIZES.bets, (n) => ({ state: 'now', outcomes: [`O-${n + 1}`, `O-${n + 6}`] })),
    goal: many('goal', 'I', SIZES.goals, (n) => ({ state: 'now', bet: `B-${(n % SIZES.bets) + 1}` })),
  };
  return {
    get: (kind: string, id: string) => kinds[kind]?.get(id),
    all: (kind: string): Iterable<[string, unknown]> => kinds[kind] ?? [],
  };
}
