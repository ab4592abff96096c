import type { RawServer } from '../../test/support/raw-server.ts';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { commitFloor } from '../floors.ts';
import { median } from '../stats.ts';

const TOOLS = ['task_add', 'task_modify', 'task_done'] as const;
type Tool = (typeof TOOLS)[number];

/**
 * Measures one write over MCP, which is on the disk before the answer, compared with the disk's own time for a write.
 * - First, all sizes and tools alternate, so that other servers use the processor's caches in between. This is measured
 *   after the start of the servers, and again after the writes of a working day, when Node has compiled the code.
 * - Then each server is measured without the others, like the server of a single session.
 */
export async function writeFigures(bench: Bench): Promise<Figure[]> {
  const writers = new Map<string, Writer>();
  for (const { size, age } of everyStore(bench)) {
    const server = bench.start(await bench.store(size, age));
    await server.initialize();
    writers.set(storeName(size, age), createWriter(server));
  }
  const floor = commitFloor(bench.folder);
  const figures: Figure[] = [];
  for (const { of, after } of AGES) {
    await writeAll(writers, bench.rounds(after));
    figures.push(...(await figuresOf(writers, { of, floor, rounds: bench.rounds(100) })));
  }
  for (const [at, writer] of writers) {
    const one = new Map([[at, writer]]);
    figures.push(...(await figuresOf(one, { of: ', its server alone', floor, rounds: bench.rounds(100) })));
  }
  for (const { server } of writers.values()) server.end('closed stdin');
  return figures;
}

/** Number of rounds before each set of figures. */
const AGES = [
  { of: ', server just started', after: 20 },
  { of: '', after: 300 },
] as const;

async function writeAll(writers: ReadonlyMap<string, Writer>, rounds: number): Promise<void> {
  for (const writer of writers.values())
    for (let i = 0; i < rounds; i++) for (const tool of TOOLS) await writer[tool]();
}

async function figuresOf(
  writers: ReadonlyMap<string, Writer>,
  how: { of: string; floor: Measurement; rounds: number },
): Promise<Figure[]> {
  const measurements: Record<string, Measurement> = { floor: how.floor };
  for (const [at, writer] of writers) {
    for (const tool of TOOLS) measurements[key(at, tool)] = () => timed(writer[tool]);
  }
  const samples = await alternate(how.rounds, measurements);
  const floor = samples.floor!;
  const target = { of: 'ratio', most: 3 } as const;
  const ats = [...writers.keys()];
  const figures = ats.flatMap((at) =>
    TOOLS.map((tool) =>
      figure({ name: `${tool}${how.of}`, at, unit: 'ms', samples: samples[key(at, tool)]!, floor, target }),
    ),
  );
  const growth = ats
    .slice(-2)
    .filter((at) => at !== '0' && samples[key('0', 'task_add')])
    .flatMap((at) =>
      TOOLS.map((tool) => growthOf(`${tool}${how.of}`, at, samples[key(at, tool)]!, samples[key('0', tool)]!)),
    );
  return [...figures, ...growth];
}

type Writer = { server: RawServer } & Record<Tool, () => Promise<string>>;

/** Returns functions that add, modify and complete a task. */
function createWriter(server: RawServer): Writer {
  let n = 0;
  let id = '';
  return {
    server,
    async task_add() {
      const text = await server.text('task_add', {
        description: `Written by the bench ${++n}`,
        project: 'p1',
        tags: ['t1'],
      });
      id = /^Added (\d+)/.exec(text)?.[1] ?? '';
      return text;
    },
    task_modify: () => server.text('task_modify', { filter: id, tags: ['+changed'], priority: 'H', due: 'tomorrow' }),
    task_done: () => server.text('task_done', { id }),
  };
}

function key(at: string, tool: Tool): string {
  return `${at}/${tool}`;
}

/** Compares the largest store with the empty one. */
function growthOf(tool: string, at: string, large: readonly number[], empty: readonly number[]): Figure {
  const samples = [median(large) / median(empty)];
  return figure({
    name: `${tool}, against an empty store`,
    at,
    unit: 'x',
    samples,
    target: { of: 'median', most: 1.5 },
  });
}
