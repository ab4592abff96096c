import { timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { ONE_PERCENT } from '../tasks.ts';

/** Maximum duration in milliseconds, by number of tasks. */
const MOST_MS: Readonly<Record<number, number>> = { 10000: 5, 100000: 25 };

/**
 * Measures a list on a running server: three terms that select one task in a hundred, the most urgent first, 50 rows.
 */
export async function listFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { size, age } of everyStore(bench).filter((store) => store.size > 0)) {
    const server = bench.start(await bench.store(size, age));
    await server.initialize();
    for (const [kind, filter] of Object.entries(ONE_PERCENT)) {
      await expectSelected(await server.text('task_count', { filter }), size / 100);
      const list = () => server.text('task_list', { filter, limit: 50 });
      for (let i = 0; i < WARM_UP; i++) await list();
      const samples: number[] = [];
      for (let i = 0; i < bench.rounds(200); i++) samples.push(await timed(list));
      const most = MOST_MS[size];
      const target = most === undefined ? undefined : ({ of: 'median', most } as const);
      figures.push(
        figure({ name: `task_list of 1 %, ${kind}`, at: storeName(size, age), unit: 'ms', samples, target }),
      );
    }
    server.end('closed stdin');
    await server.ended;
  }
  return figures;
}

const WARM_UP = 20;

async function expectSelected(count: string, expected: number): Promise<void> {
  if (Number(count) !== expected) throw new Error(`the filter selects ${count} tasks instead of ${expected}`);
}
