import { timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';

/** Maximum duration in milliseconds, by number of tasks. */
const MOST_MS: Readonly<Record<number, number>> = { 10000: 100 };

/** Measures lint of the whole queue on a running server. */
export async function lintFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { size, age } of everyStore(bench).filter((store) => store.size > 0)) {
    const server = bench.start(await bench.store(size, age));
    await server.initialize();
    const lint = () => server.text('task_lint');
    for (let i = 0; i < WARM_UP; i++) await lint();
    const samples: number[] = [];
    for (let i = 0; i < bench.rounds(30); i++) samples.push(await timed(lint));
    const most = MOST_MS[size];
    const target = most === undefined ? undefined : ({ of: 'median', most } as const);
    figures.push(figure({ name: 'task_lint', at: storeName(size, age), unit: 'ms', samples, target }));
    server.end('closed stdin');
    await server.ended;
  }
  return figures;
}

const WARM_UP = 5;
