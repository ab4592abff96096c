import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../../test/support/child.ts';
import { seeded } from '../../test/support/random.ts';
import type { RawServer } from '../../test/support/raw-server.ts';
import { type Bench, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { clock, startFollower } from '../follower.ts';

const NAME = 'arrival in another process after the answer';
const TARGET = { of: 'p99', most: 100 } as const;
/**
 * Longest pause between two writes, in milliseconds. So a write can happen at any time between two reads of a follower.
 */
const REST = 80;

/**
 * Measures the time from the answer to a write until a process that follows the store has the commit. The time is 0 if
 * the commit arrived before the answer.
 */
export async function followFigures(bench: Bench): Promise<Figure[]> {
  const sizes = bench.sizes.filter((size) => size <= 10_000);
  const figures: Figure[] = [];
  for (const size of sizes) {
    const place = await bench.store(size, 'compact');
    const server = bench.start(place);
    await server.initialize();
    await server.text('task_add', { description: 'Warm up' });
    const samples = await arrivals(server, place.dir, bench.rounds(200));
    server.end('closed stdin');
    await server.ended;
    figures.push(figure({ name: NAME, at: storeName(size, 'compact'), unit: 'ms', samples, target: TARGET }));
  }
  return figures;
}

async function arrivals(server: RawServer, dir: string, count: number): Promise<number[]> {
  const random = seeded(1);
  const answered: number[] = [];
  const follower = startFollower(dir);
  await told(follower, 'ready', 1);
  for (let n = 0; n < count; n++) {
    await sleep(random.int(REST));
    await server.text('task_add', { description: `Followed ${n}` });
    answered.push(clock());
  }
  const arrived = await told(follower, 'task_add', count);
  follower.process.kill();
  await follower.ended;
  return arrived.map((line, n) => Math.max(0, Number(line.split(' ')[1]) - answered[n]!));
}

/** Waits until a process has printed `count` lines that begin with a word. @returns the lines */
async function told(child: Child, word: string, count: number): Promise<string[]> {
  for (;;) {
    const lines = child.lines.filter((line) => line.startsWith(word));
    if (lines.length >= count) return lines;
    if (child.process.exitCode !== null) throw new Error(`a follower ended: ${(await child.ended).errors}`);
    await sleep(5);
  }
}
