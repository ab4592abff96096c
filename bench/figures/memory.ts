import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawServer } from '../../test/support/raw-server.ts';
import { type Bench, storeName } from '../bench.ts';
import { type Figure, figure, type Row, rowsOf } from '../figure.ts';
import type { Place } from '../stores.ts';
import { ONE_PERCENT } from '../tasks.ts';

/** Megabytes, by the number of tasks. */
const MOST_MB: Readonly<Record<number, number>> = { 10000: 140, 100000: 550 };

/** The most memory a server ever had: through its start, lists, writes, and a checkpoint of everything. Linux tells; others do not. */
export async function memoryFigures(bench: Bench): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return [];
  const rows: Row[] = [];
  for (const size of bench.sizes.filter((tasks) => tasks > 0))
    rows.push(...(await rowsOf(NAME, storeName(size, 'long'), async () => [await memoryAt(bench, size)])));
  return rows;
}

const NAME = 'memory of the server, at most';

async function memoryAt(bench: Bench, size: number): Promise<Figure> {
  const place = await bench.store(size, 'long');
  const server = bench.start(place);
  await server.initialize();
  for (const filter of [...Object.values(ONE_PERCENT), '']) await server.text('task_list', { filter });
  await writeUntilCheckpoint(server, place, size);
  const most = MOST_MB[size];
  const target = most === undefined ? undefined : ({ of: 'median', most } as const);
  const samples = [peakMemory(server.pid)];
  server.end('closed stdin');
  await server.ended;
  return figure({ name: NAME, at: storeName(size, 'long'), unit: 'MB', samples, target });
}

/**
 * The server writes a checkpoint when it is quiet after its writes and one is due. That may take as many commits as there ever are
 * between two: what was measured before in the same store may have written one just now.
 */
async function writeUntilCheckpoint(server: RawServer, { dir }: Place, size: number): Promise<void> {
  const before = (await checkpoints(dir)).at(-1) ?? '';
  const batches = Math.ceil(mostCommits(size) / BATCH);
  for (let batch = 1; batch <= batches; batch++) {
    for (let n = 0; n < BATCH; n++)
      await server.text('task_annotate', { id: 1 + (n % 500), text: `note ${batch}.${n}` });
    const quiet = batch < batches ? QUIET_MS : LAST_MS;
    for (let waited = 0; waited < quiet; waited += POLL_MS) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (((await checkpoints(dir)).at(-1) ?? '') > before) return;
    }
  }
  throw new Error(`no checkpoint was written in ${dir} after ${batches * BATCH} commits`);
}

/** More commits than there are between two checkpoints of so many tasks (`checkpointDue` in src/store/maintain.ts). */
const mostCommits = (size: number) => 1_500 + size / 16;

const BATCH = 150;
const POLL_MS = 100;
/** The server looks a quarter of a second after a write; writing a checkpoint of 100,000 tasks takes some seconds. */
const QUIET_MS = 1_000;
const LAST_MS = 30_000;

async function checkpoints(dir: string): Promise<string[]> {
  return (await readdir(join(dir, 'checkpoints'))).filter((name) => /^\d+$/.test(name)).sort();
}

/** proc(5): VmHWM, in KiB. */
export function peakMemory(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
