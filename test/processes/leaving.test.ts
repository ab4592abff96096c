import { expect } from 'vitest';
import { examineStore } from '../../src/store/doctor/store.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { seeded } from '../support/random.ts';
import { Gone, type RawServer, type Way } from '../support/raw-server.ts';
import { patience, runs } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';
import { site } from './site.ts';

const plugin = builtPlugin();
const CALLS = 40;

/**
 * From the moment of the signal to the last byte of the process, in milliseconds. A slow disk syncs each of the calls
 * under way; on a busy machine, the end takes no longer than four times the start.
 */
const MOST_MS = 20_000;

soak.each<Way>(everyNth(3, ['closed stdin', 'SIGTERM', 'SIGINT']))(
  '%s in the middle of 40 calls: the server is gone within seconds, and what it answered is stored',
  async (way) => {
    const where = site(plugin.server);
    const random = seeded(way.length);
    for (let round = 0; round < runs(1, 2); round++) {
      const before = performance.now();
      const server = await where.serve();
      const startMs = performance.now() - before;
      const { answered, tookMs } = await endAfter(server, random.int(CALLS / 2), way, `round ${round}`);
      expect((await server.ended).code).toBe(0);
      expect(tookMs).toBeLessThan(patience(Math.max(MOST_MS, 4 * startMs)));
      for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
      const kept = new Set(Array.from((await where.store()).state.all('task'), ([, { description }]) => description));
      const lost = answered.filter((description) => !kept.has(description));
      tally({ acknowledged: answered.length, lost: lost.length });
      expect(lost).toEqual([]);
    }
    expect((await examineStore((await where.store()).dir))!.problems).toEqual([]);
  },
);

/** Sends all calls at once and ends the server at its n-th answer. */
async function endAfter(server: RawServer, n: number, way: Way, name: string) {
  const answered: string[] = [];
  let began = 0;
  const end = () => {
    began = performance.now();
    server.end(way);
  };
  const calls = Array.from({ length: CALLS }, async (_, i) => {
    const description = `${name} task ${i}`;
    try {
      await server.text('task_add', { description });
    } catch (error) {
      if (error instanceof Gone) return;
      throw error;
    }
    if (answered.push(description) === n) end();
  });
  if (n === 0) end();
  await Promise.all([...calls, server.ended]);
  return { answered, tookMs: performance.now() - began };
}
