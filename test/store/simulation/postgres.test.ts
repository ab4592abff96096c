import { expect, test } from 'vitest';
import { hasPostgres, startPostgres } from '../../support/postgres.ts';
import { IS_SOAK, runs } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import { inPostgres } from './postgres-world.ts';
import { beginnings, runSchedule } from './schedule.ts';

/** Schedules at once. In most of the time, a schedule waits for the server. */
const LANES = IS_SOAK ? 4 : 1;

test.runIf(hasPostgres)(
  'on PostgreSQL that loses requests and answers, any order of steps: no commit lost, applied twice or skipped',
  async () => {
    const server = await startPostgres();
    const world = await inPostgres(server);
    try {
      const starts = await beginnings();
      const schedules = runs(12, 20_000);
      const lane = async (first: number) => {
        for (let stream = first; stream < schedules; stream += LANES) {
          const wrong = await runSchedule(stream, starts[stream % starts.length]!, world);
          if (wrong.length > 0) expect.fail(`schedule ${stream}: ${wrong.join('; ')}`);
        }
      };
      await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)));
      tally({ schedules });
      let found: string[] = [];
      for (let stream = 0; stream < 2_000 && found.length === 0; stream++)
        found = await runSchedule(stream, starts[stream % starts.length]!, { ...world, plant: 'overwriting put' });
      expect(found).not.toEqual([]);
    } finally {
      await world.end();
      await server.end();
    }
  },
);
