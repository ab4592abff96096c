import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode } from '../floors.ts';
import { withFreshServer } from '../fresh-server.ts';
import { median } from '../stats.ts';
import type { BenchProject } from '../stores.ts';

/** Number of rows in the first list. */
const ROWS = 50;
/** Number of tasks above which fewer rounds are made, because these stores take long to load. */
const LARGE = 10_000;

/**
 * Measures the time from the start of a server until a client has its first answers, compared with a process that does
 * nothing.
 */
export async function startFigures(bench: Bench): Promise<Figure[]> {
  const usual = everyStore(bench).filter(({ size }) => size <= LARGE);
  const large = everyStore(bench).filter(({ size }) => size > LARGE);
  for (const { size, age } of everyStore(bench)) await keepCode(bench, await bench.store(size, age));
  const initialize = await measure(bench, everyStore(bench), 15, untilInitialized);
  const lists = [...(await measure(bench, usual, 15, untilListed)), ...(await measure(bench, large, 5, untilListed))];
  return [
    ...initialize.map((one) =>
      figure({ ...one, name: 'spawn to initialize', unit: 'ms', target: { of: 'ratio', most: 4.5 } }),
    ),
    spread(initialize.map(({ samples }) => samples)),
    ...lists.map(({ size, ...one }) =>
      figure({
        ...one,
        name: 'spawn to first task_list',
        unit: 'ms',
        target: size === 10_000 ? { of: 'ratio', most: 9 } : undefined,
      }),
    ),
  ];
}

/**
 * Starts and ends servers until the store's home has their compiled code. Only a server that ends by itself stores it, so
 * without this, a store would start faster if another measurement had used it before.
 */
async function keepCode(bench: Bench, place: BenchProject): Promise<void> {
  for (let i = 0; i < KEEPING; i++) {
    const server = bench.start(place);
    await server.initialize();
    await server.text('task_list', { limit: 1 });
    server.end('closed stdin');
    await server.ended;
  }
}

const KEEPING = 2;

/** Starts a server for each store, one after the other. */
async function measure(
  bench: Bench,
  stores: ReturnType<typeof everyStore>,
  rounds: number,
  start: (bench: Bench, place: BenchProject) => Promise<number>,
) {
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const { size, age } of stores) {
    const place = await bench.store(size, age);
    measurements[storeName(size, age)] = () => start(bench, place);
  }
  const samples = await alternate(bench.rounds(rounds), measurements);
  return stores.map(({ size, age }) => {
    const at = storeName(size, age);
    return { size, at, samples: samples[at]!, floor: samples.floor! };
  });
}

/** Compares the store with the slowest start with the fastest one. The size should make no difference. */
function spread(samples: readonly (readonly number[])[]): Figure {
  const medians = samples.map(median);
  return figure({
    name: 'initialize, slowest store / fastest',
    unit: 'x',
    samples: [Math.max(...medians) / Math.min(...medians)],
    target: { of: 'median', most: 1.15 },
  });
}

function untilInitialized(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(bench, place, (_, initialized) => initialized);
}

function untilListed(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(
    bench,
    place,
    async (server, initialized) => initialized + (await timed(() => server.text('task_list', { limit: ROWS }))),
  );
}
