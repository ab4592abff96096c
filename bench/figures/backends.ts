import { join } from 'node:path';
import { openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { figure, type Row } from '../figure.ts';

/** Names the server to measure, for example `postgres://me@localhost/bench`. */
const VARIABLE = 'BACKLOG_BENCH_STORE';

/** Measures commits of a queue on a server beside those of a queue on this disk, in turns. */
export async function backendFigures(bench: Bench): Promise<Row[]> {
  const server = process.env[VARIABLE];
  if (!server) return [{ name: 'commits on a server', at: '', failed: `${VARIABLE} names no server` }];
  await prepareStore(storeAddress(server));
  const rows: Row[] = [];
  for (const writers of [1, 8, 64]) {
    const each = Math.max(2, Math.round(bench.rounds(256) / writers));
    const [there, here]: [number[], number[]] = [[], []];
    const waits: number[] = [];
    for (let round = 0; round < bench.rounds(3); round++) {
      const name = `bench-${process.pid}-${writers}-${round}`;
      here.push(await rateOf({ dir: join(bench.folder, name) }, writers, each));
      const address = storeAddress(`${server}${server.includes('?') ? '&' : '?'}store=${name}`);
      there.push(await rateOf({ dir: join(bench.folder, `${name}-server`), address }, writers, each, waits));
    }
    const at = `${writers} ${writers === 1 ? 'writer' : 'writers'}`;
    rows.push(figure({ name: 'commits on a server, on a disk', at, unit: '/s', samples: there, floor: here }));
    rows.push(figure({ name: 'one commit on a server', at, unit: 'ms', samples: waits }));
  }
  return rows;
}

/** Returns the commits per second of writers that each have a store of their own. */
async function rateOf(
  place: { dir: string; address?: string },
  writers: number,
  each: number,
  waits: number[] = [],
): Promise<number> {
  const actor = { kind: 'system', name: 'upkeep' } as const;
  await (await openStore({ ...place, create: true })).close();
  const stores = await Promise.all(Array.from({ length: writers }, () => openStore({ ...place, deadlineMs: 120_000 })));
  const write = async (writer: number) => {
    for (let n = 0; n < each; n++) {
      const ms = await timed(() =>
        stores[writer]!.write({ command: 'bench', actor }, (tx) => tx.put<string>('op', `${writer}-${n}`, { n })),
      );
      waits.push(ms);
    }
  };
  const ms = await timed(() => Promise.all(stores.map((_, writer) => write(writer))));
  await Promise.all(stores.map((store) => store.close()));
  return (1_000 * writers * each) / ms;
}
