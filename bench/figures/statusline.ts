import { existsSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode, runNode } from '../floors.ts';
import type { BenchProject } from '../stores.ts';

/** The number of tasks for which the targets apply. */
const USUAL = 10_000;

/**
 * Measures `backlog statusline` as Claude Code starts it, compared with a process that does nothing: without a change
 * since the last call, and after one, when it also starts the process that reads the queue.
 */
export async function statuslineFigures(bench: Bench): Promise<Figure[]> {
  const usual = Math.min(USUAL, bench.sizes.at(-1)!);
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const { size, age } of everyStore(bench).filter((store) => store.size === usual)) {
    const place = await bench.store(size, age);
    await statusLine(bench, place);
    const at = storeName(size, age);
    measurements[at] = () => timed(() => statusLine(bench, place));
    measurements[`${at}, changed`] = async () => {
      change(place.dir);
      const ms = await timed(() => statusLine(bench, place));
      await untilRefreshed(place.dir);
      return ms;
    };
  }
  const { floor, ...samples } = await alternate(bench.rounds(20), measurements);
  return Object.entries(samples).map(([at, ms]) =>
    figure({ name: 'status line', at, unit: 'ms', samples: ms, floor: floor!, target: { of: 'ratio', most: 1.5 } }),
  );
}

/** The file that exists while a process reads the queue. */
const BEGUN = 'statusline.refresh';

/** Changes the time of the folder of commits, as a commit does, and ends the wait for an earlier refresh. */
function change(dir: string): void {
  const now = new Date();
  utimesSync(join(dir, 'log'), now, now);
  rmSync(join(dir, BEGUN), { force: true });
}

/** Waits for the process that reads the queue, so that it doesn't disturb the next measurement. */
async function untilRefreshed(dir: string): Promise<void> {
  for (let tries = 0; existsSync(join(dir, BEGUN)); tries++) {
    if (tries > 1_000) throw new Error('the status line was not refreshed');
    await wait(10);
  }
}

async function statusLine({ plugin }: Bench, { project, env }: BenchProject): Promise<void> {
  const input = JSON.stringify({ session_id: 'bench', cwd: project, workspace: { project_dir: project } });
  const program = join(plugin, 'dist/statusline.cjs');
  const line = await runNode([program], { input, cwd: project, env: { ...environment, ...env } });
  if (!/^\d+ ready/.test(line)) throw new Error(`the status line is ${JSON.stringify(line)}`);
}
