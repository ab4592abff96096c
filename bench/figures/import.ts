import type { RawServer } from '../../test/support/raw-server.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';

const ROWS = 10_000;
const CHAIN = 100;
const WRITERS = 2;
const TARGET = { of: 'median', most: 1_500 } as const;

/** One call that imports rows in chains of dependencies into an empty store: alone, and while others write without a pause. */
export async function importFigures(bench: Bench): Promise<Figure[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  let meanwhile = 0;
  for (let round = 0; round < bench.rounds(5); round++) {
    alone.push((await importOnce(bench, `import-alone-${round}`, 0)).ms);
    const { ms, writes } = await importOnce(bench, `import-beside-${round}`, WRITERS);
    beside.push(ms);
    meanwhile += writes;
  }
  bench.progress(`the others wrote ${meanwhile} times during the imports`);
  const name = `import of ${ROWS.toLocaleString('en')} rows in chains`;
  return [
    figure({ name, unit: 'ms', samples: alone, target: TARGET }),
    figure({ name: `${name}, ${WRITERS} others writing`, unit: 'ms', samples: beside, target: TARGET }),
  ];
}

async function importOnce(bench: Bench, name: string, writers: number): Promise<{ ms: number; writes: number }> {
  const place = await bench.empty(name);
  const servers = Array.from({ length: 1 + writers }, () => bench.start(place));
  for (const server of servers) {
    await server.initialize();
    await server.text('task_add', { description: 'Warm up' });
  }
  const [importer, ...others] = servers as [RawServer, ...RawServer[]];
  let done = false;
  let writes = 0;
  const work = others.map(async (server) => {
    for (; !done; writes++) await server.text('task_add', { description: `Meanwhile ${writes}` });
  });
  const ms = await timed(() => importer.text('task_import', { tasks: rows() }));
  const during = writes;
  done = true;
  await Promise.all(work);
  for (const server of servers) server.end('closed stdin');
  await Promise.all(servers.map(({ ended }) => ended));
  return { ms, writes: during };
}

function rows(): object[] {
  return Array.from({ length: ROWS }, (_, i) => ({
    ref: `r${i}`,
    description: `Task ${i}`,
    tags: 'a,b',
    ...(i % CHAIN ? { depends: [`r${i - 1}`] } : {}),
  }));
}
