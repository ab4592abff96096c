import { join } from 'node:path';
import { openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { eachRow, figure, type Row } from '../figure.ts';
import type { Ground } from './grounds.ts';

const WRITERS = [1, 8, 64] as const;
/** Number of commits of all writers together in one round, and of rounds. Sixty-four writers are slow anywhere. */
const COMMITS = 256;
const ROUNDS = 3;
const MANY = { writers: 64, commits: 128, rounds: 1 };

/** Measures commits of queues on servers beside those of queues on this disk, in turns. */
export async function* commitFigures(bench: Bench, grounds: readonly Ground[]): AsyncGenerator<Row> {
  for (const ground of grounds) {
    await prepareStore(storeAddress(ground.addressOf('bench')!));
    for (const writers of WRITERS) {
      const at = `${ground.name}, ${writers} ${writers === 1 ? 'writer' : 'writers'}`;
      yield* eachRow('commits', at, () => besideDisk(bench, ground, { at, writers }));
    }
  }
}

async function besideDisk(bench: Bench, ground: Ground, { at, writers }: { at: string; writers: number }) {
  const isMany = writers >= MANY.writers;
  const each = Math.max(2, Math.round((isMany ? MANY.commits : bench.rounds(COMMITS)) / writers));
  const [there, here]: [number[], number[]] = [[], []];
  const waits: { there: number[]; here: number[] } = { there: [], here: [] };
  for (let round = 0; round < (isMany ? MANY.rounds : ROUNDS); round++) {
    const name = `commits-${process.pid}-${ground.name.replace(/\W+/g, '-')}-${writers}-${round}`;
    here.push(await rateOf({ dir: join(bench.folder, name) }, writers, each, waits.here));
    const address = storeAddress(ground.addressOf(name)!);
    there.push(await rateOf({ dir: join(bench.folder, `${name}-server`), address }, writers, each, waits.there));
  }
  return [
    figure({ name: 'commits, floor: disk', at, unit: '/s', samples: there, floor: here }),
    figure({ name: 'one commit, floor: disk', at, unit: 'ms', samples: waits.there, floor: waits.here }),
  ];
}

/** Returns the commits per second of writers that each have a store of their own, and adds how long each commit took. */
async function rateOf(
  place: { dir: string; address?: string },
  writers: number,
  each: number,
  waits: number[],
): Promise<number> {
  const actor = { kind: 'system', name: 'upkeep' } as const;
  await (await openStore({ ...place, create: true })).close();
  const opening = Array.from({ length: writers }, () => openStore({ ...place, deadlineMs: 120_000 }));
  try {
    const stores = await Promise.all(opening);
    const write = async (writer: number) => {
      for (let n = 0; n < each; n++) {
        const ms = await timed(() =>
          stores[writer]!.write({ command: 'bench', actor }, (tx) => tx.put<string>('op', `${writer}-${n}`, { n })),
        );
        waits.push(ms);
      }
    };
    const ms = await timed(() => Promise.all(stores.map((_, writer) => write(writer))));
    return (1_000 * writers * each) / ms;
  } finally {
    // Also those that were opened before another one failed: their connections would keep the bench running.
    for (const opened of await Promise.allSettled(opening))
      if (opened.status === 'fulfilled') await opened.value.close().catch(() => {});
  }
}
