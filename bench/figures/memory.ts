import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawServer } from '../../test/support/raw-server.ts';
import { type Bench, storeName } from '../bench.ts';
import { type Figure, figure, type Row, rowsOf } from '../figure.ts';
import type { BenchProject } from '../stores.ts';
import { ONE_PERCENT } from '../tasks.ts';

/** Maximum memory in megabytes, by number of tasks. */
const MOST_MB: Readonly<Record<number, number>> = { 10000: 140, 100000: 550 };

/** Measures the peak memory of a server during its start, lists, writes and a full checkpoint. Only on Linux. */
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
 * Writes until the server writes a checkpoint, which it does in a pause. This can need the maximum number of commits
 * between two checkpoints, because an earlier measurement in the same store may have just caused one.
 */
async function writeUntilCheckpoint(server: RawServer, { dir }: BenchProject, size: number): Promise<void> {
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

/**
 * Returns a number that is higher than the maximum number of commits between two checkpoints (`checkpointDue` in
 * src/store/maintain.ts).
 */
const mostCommits = (size: number) => 1_500 + size / 16;

const BATCH = 150;
const POLL_MS = 100;
/**
 * Pause in milliseconds. The server checks for a checkpoint 250 ms after a write. A checkpoint of 100,000 tasks takes
 * some seconds.
 */
const QUIET_MS = 1_000;
const LAST_MS = 30_000;

async function checkpoints(dir: string): Promise<string[]> {
  return (await readdir(join(dir, 'checkpoints'))).filter((name) => /^\d+$/.test(name)).sort();
}

/** Returns the peak memory of a process in megabytes: VmHWM in proc(5), which is in KiB. */
export function peakMemory(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
