import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawServer } from '../../test/support/raw-server.ts';
import { type Bench, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import type { Place } from '../stores.ts';
import { ONE_PERCENT } from '../tasks.ts';

/** Megabytes, by the number of tasks. */
const MOST_MB: Readonly<Record<number, number>> = { 10000: 140, 100000: 550 };

/** The most memory a server ever had: through its start, lists, writes, and a checkpoint of everything. Linux tells; others do not. */
export async function memoryFigures(bench: Bench): Promise<Figure[]> {
  if (process.platform !== 'linux') return [];
  const figures: Figure[] = [];
  for (const size of bench.sizes.filter((tasks) => tasks > 0)) {
    const place = await bench.store(size, 'long');
    const server = bench.start(place);
    await server.initialize();
    for (const filter of [...Object.values(ONE_PERCENT), '']) await server.text('task_list', { filter });
    await writeUntilCheckpoint(server, place);
    const most = MOST_MB[size];
    const target = most === undefined ? undefined : ({ of: 'median', most } as const);
    const samples = [peakMemory(server.pid)];
    figures.push(
      figure({ name: 'memory of the server, at most', at: storeName(size, 'long'), unit: 'MB', samples, target }),
    );
    server.end('closed stdin');
    await server.ended;
  }
  return figures;
}

/** The store is a few commits short of a checkpoint, or past it; the server writes it when it is quiet after its writes. */
async function writeUntilCheckpoint(server: RawServer, { dir }: Place): Promise<void> {
  const before = (await checkpoints(dir)).at(-1) ?? '';
  for (let tries = 0; tries < TRIES; tries++) {
    for (let n = 0; n < BATCH; n++)
      await server.text('task_annotate', { id: 1 + (n % 500), text: `note ${tries}.${n}` });
    for (let waited = 0; waited < QUIET_MS; waited += POLL_MS) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (((await checkpoints(dir)).at(-1) ?? '') > before) return;
    }
  }
  throw new Error(`no checkpoint was written in ${dir}`);
}

const TRIES = 10;
const BATCH = 150;
const POLL_MS = 100;
const QUIET_MS = 5_000;

async function checkpoints(dir: string): Promise<string[]> {
  return (await readdir(join(dir, 'checkpoints'))).filter((name) => /^\d+$/.test(name)).sort();
}

/** proc(5): VmHWM, in KiB. */
export function peakMemory(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
