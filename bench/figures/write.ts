import type { RawServer } from '../../test/support/raw-server.ts';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { commitFloor } from '../floors.ts';
import { median } from '../stats.ts';

const TOOLS = ['task_add', 'task_modify', 'task_done'] as const;
type Tool = (typeof TOOLS)[number];

/** One write over MCP, durable when it is answered; against what the disk takes for one. All sizes and tools in turn. */
export async function writeFigures(bench: Bench): Promise<Figure[]> {
  const servers = new Map<string, Writer>();
  for (const { size, age } of everyStore(bench)) {
    const server = bench.start(await bench.store(size, age));
    await server.initialize();
    servers.set(storeName(size, age), createWriter(server));
  }
  for (const writer of servers.values())
    for (let i = 0; i < WARM_UP; i++) for (const tool of TOOLS) await writer[tool]();
  const measurements: Record<string, Measurement> = { floor: commitFloor(bench.folder) };
  for (const [at, writer] of servers) {
    for (const tool of TOOLS) measurements[key(at, tool)] = () => timed(writer[tool]);
  }
  const samples = await alternate(bench.rounds(100), measurements);
  const floor = samples.floor!;
  const target = { of: 'ratio', most: 3 } as const;
  const figures = [...servers.keys()].flatMap((at) =>
    TOOLS.map((tool) => figure({ name: tool, at, unit: 'ms', samples: samples[key(at, tool)]!, floor, target })),
  );
  const ats = [...servers.keys()];
  const growth = ats
    .slice(-2)
    .filter((at) => at !== '0')
    .flatMap((at) => TOOLS.map((tool) => growthOf(tool, at, samples[key(at, tool)]!, samples[key('0', tool)]!)));
  for (const { server } of servers.values()) server.end('closed stdin');
  return [...figures, ...growth];
}

const WARM_UP = 20;

type Writer = { server: RawServer } & Record<Tool, () => Promise<string>>;

/** Adds a task, changes that one, and completes it. */
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

/** The largest store against the empty one. */
function growthOf(tool: Tool, at: string, large: readonly number[], empty: readonly number[]): Figure {
  const samples = [median(large) / median(empty)];
  return figure({
    name: `${tool}, against an empty store`,
    at,
    unit: 'x',
    samples,
    target: { of: 'median', most: 1.5 },
  });
}
