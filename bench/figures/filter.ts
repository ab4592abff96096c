import { toInstant } from '../../src/domain/instant.ts';
import { createFacts, type Facts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { urgency } from '../../src/domain/urgency/urgency.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { alternate, timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { median } from '../stats.ts';
import { taskRecord } from '../tasks.ts';
import { filterProcessFigures } from './filter-process.ts';

const clock = { now: Date.parse('2026-07-30T14:30:00Z'), zone: 'Europe/Berlin' };
/** The number of tasks for which the targets apply. */
const FULL = 100_000;
const TYPICAL = [
  'project:web.ui +bug due.before:eow',
  'status:pending priority:H -BLOCKED',
  '( +bug or +ui ) login due.by:now+3d',
];
const COMPILES = 100;
const WARM_UP = 20;

/** Measures the filter language in one process with tasks in memory, then in whole processes. */
export async function filterFigures(bench: Bench): Promise<Figure[]> {
  return [...(await inMemory(bench)), ...(await filterProcessFigures(bench))];
}

/** Makes the measurements that need no other process. */
export async function inMemory(bench: Pick<Bench, 'sizes' | 'rounds'>): Promise<Figure[]> {
  return [await compileFigure(bench), ...(await threeTermFigures(bench)), ...(await derivedFigures(bench))];
}

async function compileFigure(bench: Pick<Bench, 'sizes' | 'rounds'>): Promise<Figure> {
  const compile = async () => {
    const all = await timed(() => {
      for (let i = 0; i < COMPILES; i++) compileFilter(TYPICAL[i % TYPICAL.length]!, { clock });
    });
    return all / COMPILES;
  };
  for (let i = 0; i < WARM_UP; i++) await compile();
  const { samples } = await alternate(bench.rounds(50), { samples: compile });
  return figure({ name: 'parse and compile a filter', unit: 'ms', samples, target: { of: 'median', most: 0.15 } });
}

/** Measures three terms for which no index helps, compared with a hand-written function over the same array. */
async function threeTermFigures(bench: Pick<Bench, 'sizes' | 'rounds'>): Promise<Figure[]> {
  const size = fullSize(bench);
  const { tasks, facts } = world(size);
  const filter = compileFilter('priority:H due.before:2026-08-15 -t4', { clock });
  const bound = toInstant(Date.parse('2026-08-15T00:00:00+02:00'));
  const byHand = (task: Task) =>
    task.priority === 'H' && task.due !== undefined && task.due < bound && !task.tags?.includes('t4');
  if (filter.select(facts).length !== tasks.filter(byHand).length) throw new Error('the predicates disagree');
  const { floor, matches, select } = await alternate(Math.max(20, bench.rounds(20)), {
    floor: () => timed(() => tasks.filter(byHand)),
    matches: () => timed(() => tasks.filter((task) => filter.matches(task, facts))),
    select: () => timed(() => filter.select(facts)),
  });
  const shown = { at: size.toLocaleString('en'), unit: 'ms', floor, target: { of: 'ratio', most: 2 } } as const;
  return [
    figure({ name: 'three terms, each task', samples: matches, ...shown }),
    figure({ name: 'three terms, select', samples: select, ...shown }),
  ];
}

/**
 * Measures +READY, +BLOCKED and the urgency of all tasks. One in ten tasks depends on another. Also compares the time
 * per task with half as many tasks.
 */
async function derivedFigures(bench: Pick<Bench, 'sizes' | 'rounds'>): Promise<Figure[]> {
  const full = fullSize(bench);
  const worlds = [full / 2, full].map((size) => ({ size, ...world(size) }));
  const [ready, blocked] = ['+READY', '+BLOCKED'].map((text) => compileFilter(text, { clock }));
  const derive = ({ tasks, facts }: { tasks: readonly Task[]; facts: Facts }) =>
    timed(() => {
      let sum = ready!.select(facts).length + blocked!.select(facts).length;
      for (const task of tasks) sum += urgency(task, facts);
      return sum;
    });
  const [half, whole] = worlds as [(typeof worlds)[number], (typeof worlds)[number]];
  const samples = await alternate(bench.rounds(20), {
    half: () => derive(half),
    whole: () => derive(whole),
    build: () => timed(() => createQueue(whole.tasks).openSize),
  });
  const at = ({ size }: { size: number }) => size.toLocaleString('en');
  const target = full === FULL ? ({ of: 'median', most: 60 } as const) : undefined;
  const perTask = (2 * median(samples.half)) / median(samples.whole);
  return [
    figure({ name: '+READY, +BLOCKED, all urgencies', at: at(half), unit: 'ms', samples: samples.half }),
    figure({ name: '+READY, +BLOCKED, all urgencies', at: at(whole), unit: 'ms', samples: samples.whole, target }),
    figure({
      name: 'the same per task, whole / half',
      unit: 'x',
      samples: [1 / perTask],
      target: { of: 'median', most: 1.3 },
    }),
    figure({ name: 'who waits for whom, from nothing', at: at(whole), unit: 'ms', samples: samples.build }),
  ];
}

function fullSize(bench: Pick<Bench, 'sizes'>): number {
  return bench.sizes.at(-1)!;
}

/**
 * Creates tasks as a store returns them. Their strings come from parsed JSON, because V8 compares generated strings
 * more slowly.
 */
function world(size: number): { tasks: Task[]; facts: Facts } {
  const made = Array.from({ length: size }, (_, n) => taskRecord(n, n + 1, clock.now));
  const tasks: Task[] = JSON.parse(JSON.stringify(made));
  return { tasks, facts: createFacts({ queue: createQueue(tasks), ...clock }) };
}
