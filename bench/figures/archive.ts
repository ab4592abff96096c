import { alternate, timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure, type Unit } from '../figure.ts';
import { withFreshServer } from '../fresh-server.ts';
import type { BenchProject } from '../stores.ts';
import { ONE_PERCENT, taskUuid } from '../tasks.ts';
import { peakMemory } from './memory.ts';

/** Numbers of tasks for which the targets apply. */
const FULL = { tasks: 10_000, archived: 1_000_000 };

/**
 * Measures the cost of archived tasks, compared with an equal queue without any. Also measures the time to find one.
 */
export async function archiveFigures(bench: Bench): Promise<Figure[]> {
  const part = bench.sizes.at(-1)! < FULL.tasks ? 10 : 1;
  const [tasks, archived] = [FULL.tasks / part, FULL.archived / part];
  const at = `${tasks.toLocaleString('en')} + ${archived.toLocaleString('en')} archived`;
  const [plain, beside] = [await bench.store(tasks, 'compact', 0), await bench.store(tasks, 'compact', archived)];
  const compare = async (name: string, unit: Unit, rounds: number, of: (place: BenchProject) => Promise<number>) => {
    const both = { plain: () => of(plain), beside: () => of(beside) };
    const { plain: floor, beside: samples } = await alternate(bench.rounds(rounds), both);
    return figure({ name, at, unit, samples, floor, target: { of: 'ratio', most: 1.1 } });
  };
  return [
    await compare('spawn to first task_list', 'ms', 25, (place) => untilListed(bench, place)),
    await compare('task_list of 1 %', 'ms', 15, (place) => listed(bench, place)),
    ...(process.platform === 'linux'
      ? [await compare('memory of the server, after a list', 'MB', 9, (place) => memoryAfterList(bench, place))]
      : []),
    ...(await findFigures(bench, beside, { at, tasks, archived })),
  ];
}

function untilListed(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(
    bench,
    place,
    async (server, initialized) => initialized + (await timed(() => server.text('task_list', { limit: 50 }))),
  );
}

/** Returns the mean duration of lists on a running server, in milliseconds. Each store has its own server. */
function listed(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(bench, place, async (server) => {
    const list = () => server.text('task_list', { filter: ONE_PERCENT.indexed, limit: 50 });
    for (let i = 0; i < WARM_UP; i++) await list();
    const took = await timed(async () => {
      for (let i = 0; i < LISTS; i++) await list();
    });
    return took / LISTS;
  });
}

const WARM_UP = 20;
const LISTS = 100;

function memoryAfterList(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(bench, place, async (server) => {
    for (const filter of ['', ...Object.values(ONE_PERCENT)]) await server.text('task_list', { filter });
    return peakMemory(server.pid);
  });
}

async function findFigures(
  bench: Bench,
  place: BenchProject,
  { at, tasks, archived }: { at: string; tasks: number; archived: number },
): Promise<Figure[]> {
  const server = bench.start(place);
  await server.initialize();
  await server.text('task_list', { limit: 1 });
  const figures: Figure[] = [];
  const names = { number: (n: number) => String(n + 1), uuid: taskUuid };
  for (const [kind, nameOf] of Object.entries(names)) {
    const samples: number[] = [];
    for (let i = 0; i < bench.rounds(200); i++) {
      const id = nameOf(tasks + ((i * 7919) % archived));
      let told = '';
      samples.push(
        await timed(async () => {
          told = await server.text('task_info', { id });
        }),
      );
      if (!told.includes('read-only')) throw new Error(`task ${id} was not found in the archive: ${told}`);
    }
    figures.push(
      figure({ name: `archived task by ${kind}`, at, unit: 'ms', samples, target: { of: 'p99', most: 50 } }),
    );
  }
  server.end('closed stdin');
  await server.ended;
  return figures;
}
