import type { RawServer } from '../../test/support/raw-server.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import type { BenchProject } from '../stores.ts';

const WRITERS = 8;

/** Measures eight servers that add tasks to one store as fast as they can. */
export async function writerFigures(bench: Bench): Promise<Figure[]> {
  const each = bench.rounds(100);
  const rates: number[] = [];
  let lost = 0;
  for (let round = 0; round < bench.rounds(3); round++) {
    const place = await bench.empty(`writers-${round}`);
    const servers = await crew(bench, place);
    const ms = await timed(() => Promise.all(servers.map((server, w) => addMany(server, `writer ${w}`, each))));
    rates.push((1000 * WRITERS * each) / ms);
    lost += WRITERS + WRITERS * each - Number(await servers[0]!.text('task_count'));
    for (const server of servers) server.end('closed stdin');
    await Promise.all(servers.map(({ ended }) => ended));
  }
  return [
    figure({ name: 'commits by eight writers', unit: '/s', samples: rates, target: { of: 'median', least: 200 } }),
    figure({ name: 'commits lost', unit: 'x', samples: [lost], target: { of: 'median', most: 0 } }),
  ];
}

/** Starts the servers, and makes each of them write once. */
async function crew(bench: Bench, place: BenchProject): Promise<RawServer[]> {
  const servers = Array.from({ length: WRITERS }, () => bench.start(place));
  for (const server of servers) {
    await server.initialize();
    await server.text('task_add', { description: 'Warm up' });
  }
  return servers;
}

async function addMany(server: RawServer, name: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await server.text('task_add', { description: `${name} task ${n}` });
}
