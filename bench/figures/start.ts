import { alternate, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode } from '../floors.ts';
import { median } from '../stats.ts';
import type { Place } from '../stores.ts';

/** Most rows a first list asks for. */
const ROWS = 50;
/** Sizes above this one take long to load: fewer rounds are enough. */
const LARGE = 10_000;

/** From spawn until a client has its first answers; against a process that does nothing. */
export async function startFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  const initialized = new Map<number, number[]>();
  for (const { size, age } of everyStore(bench)) {
    const place = await bench.store(size, age);
    const { floor, initialize } = await alternate(bench.rounds(15), {
      floor: bareNode,
      initialize: () => untilInitialized(bench, place),
    });
    initialized.set(size, [...(initialized.get(size) ?? []), ...initialize]);
    const target = { of: 'ratio', most: 4.5 } as const;
    figures.push(
      figure({ name: 'spawn to initialize', at: storeName(size, age), unit: 'ms', samples: initialize, floor, target }),
    );
  }
  figures.push(spread(initialized));
  for (const { size, age } of everyStore(bench)) {
    const place = await bench.store(size, age);
    const { floor, list } = await alternate(bench.rounds(size > LARGE ? 5 : 15), {
      floor: bareNode,
      list: () => untilListed(bench, place),
    });
    const target = size === 10_000 ? ({ of: 'ratio', most: 9 } as const) : undefined;
    figures.push(
      figure({ name: 'spawn to first task_list', at: storeName(size, age), unit: 'ms', samples: list, floor, target }),
    );
  }
  return figures;
}

/** The same at every size: the slowest size against the fastest. */
function spread(bySize: ReadonlyMap<number, readonly number[]>): Figure {
  const medians = [...bySize.values()].map(median);
  const samples = [Math.max(...medians) / Math.min(...medians)];
  return figure({
    name: 'initialize, slowest size / fastest',
    unit: 'x',
    samples,
    target: { of: 'median', most: 1.15 },
  });
}

async function untilInitialized(bench: Bench, place: Place): Promise<number> {
  const { server, took } = await begin(bench, place);
  server.end('SIGKILL');
  await server.ended;
  return took;
}

async function untilListed(bench: Bench, place: Place): Promise<number> {
  const { server, took } = await begin(bench, place);
  const more = await timed(() => server.text('task_list', { limit: ROWS }));
  server.end('SIGKILL');
  await server.ended;
  return took + more;
}

async function begin(bench: Bench, place: Place) {
  const began = performance.now();
  const server = bench.start(place);
  await server.initialize();
  return { server, took: performance.now() - began };
}
