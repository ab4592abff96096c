import { alternate, timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure, type Row, rowsOf, type Unit } from '../figure.ts';
import { withFreshServer } from '../fresh-server.ts';
import { type BenchProject, GROWN, type Grown } from '../stores.ts';
import { ONE_PERCENT } from '../tasks.ts';
import { editCheckOf } from './hooks.ts';
import { peakMemory } from './memory.ts';

/**
 * Number of tasks, and number of notes or criteria with evidence per task. Versions are divided among five documents.
 */
const FULL = { tasks: 10_000, each: 100 };

/** Measures the cost of very many notes, evidence and versions, compared with the same tasks without them. */
export async function growthFigures(bench: Bench): Promise<readonly Row[]> {
  const part = bench.sizes.at(-1)! < FULL.tasks ? 10 : 1;
  const rows: Row[] = [];
  for (const grown of GROWN) {
    const each = grown === 'versions' ? FULL.each / 5 : FULL.each;
    const at = `${(FULL.tasks / part).toLocaleString('en')}, ${each} ${grown} each`;
    rows.push(...(await rowsOf('growth', at, () => figuresOf(bench, { at, tasks: FULL.tasks / part, grown, each }))));
  }
  return rows;
}

async function figuresOf(
  bench: Bench,
  { at, tasks, grown, each }: { at: string; tasks: number; grown: Grown; each: number },
): Promise<Figure[]> {
  // A document has at least one version.
  const few = grown === 'versions' ? 1 : 0;
  const [plain, beside] = [
    await bench.store(tasks, 'compact', undefined, { grown, each: few }),
    await bench.store(tasks, 'compact', undefined, { grown, each }),
  ];
  const compare = async (name: string, unit: Unit, rounds: number, of: (place: BenchProject) => Promise<number>) => {
    const both = { plain: () => of(plain), beside: () => of(beside) };
    const { plain: floor, beside: samples } = await alternate(bench.rounds(rounds), both);
    return figure({ name, at, unit, samples, floor, target: { of: 'ratio', most: 1.5 } });
  };
  const checks = new Map([
    [plain, await editCheckOf(bench, plain)],
    [beside, await editCheckOf(bench, beside)],
  ]);
  return [
    await compare('spawn to first task_list', 'ms', 15, (place) => untilListed(bench, place)),
    await compare('task_list of 1 %', 'ms', 9, (place) => repeated(bench, place, 'task_list', LIST)),
    await compare('task_add', 'ms', 9, (place) => repeated(bench, place, 'task_add', { description: 'one more' })),
    await compare('task_annotate', 'ms', 9, (place) => repeated(bench, place, 'task_annotate', NOTE)),
    await compare('hook: edit check, without a server', 'ms', 15, (place) => checks.get(place)!()),
    ...(process.platform === 'linux'
      ? [await compare('memory of the server, after a list', 'MB', 5, (place) => memoryAfterList(bench, place))]
      : []),
  ];
}

const LIST = { filter: ONE_PERCENT.indexed, limit: 50 };
const NOTE = { id: 7, text: 'one more finding' };

function untilListed(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(
    bench,
    place,
    async (server, initialized) => initialized + (await timed(() => server.text('task_list', { limit: 50 }))),
  );
}

/** Returns the mean duration of calls to a running server, in milliseconds. */
function repeated(
  bench: Bench,
  place: BenchProject,
  command: string,
  input: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withFreshServer(bench, place, async (server) => {
    const call = () => server.text(command, input);
    for (let i = 0; i < WARM_UP; i++) await call();
    const took = await timed(async () => {
      for (let i = 0; i < CALLS; i++) await call();
    });
    return took / CALLS;
  });
}

const WARM_UP = 10;
const CALLS = 40;

function memoryAfterList(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(bench, place, async (server) => {
    for (const filter of ['', ...Object.values(ONE_PERCENT)]) await server.text('task_list', { filter });
    return peakMemory(server.pid);
  });
}
