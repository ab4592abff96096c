import { expect } from 'vitest';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { IS_SOAK, runs } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { inPostgres, type PostgresWorld } from './postgres-world.ts';
import { beginnings, runSchedule } from './schedule.ts';
import type { Files, Plant } from './world.ts';

/** Mistakes that the schedules have to find. The second one shows in one of some thousand schedules, in a soak. */
const PLANTS: readonly Plant[] = [
  'overwriting put',
  ...(IS_SOAK ? (['call in the transaction of another one'] as const) : []),
];

/** Schedules at once. Each waits for the server most of the time, and has a queue of its own there. */
const LANES = 48;

/**
 * The server is in memory and waits for no disk, which changes nothing of what a statement sees. What a crash of a server
 * leaves is the subject of test/machines.
 */
soak(
  'on PostgreSQL that loses requests and answers, any order of steps: no commit lost, applied twice or skipped',
  NEEDS_POSTGRES,
  async () => {
    const server = await startPostgres({ connections: 6 * LANES });
    const world = await inPostgres(server);
    try {
      const starts = await beginnings();
      const schedules = runs(6, 20_000);
      expect(await firstWrong({ schedules, starts, world })).toBeUndefined();
      tally({ schedules, turns: world.turns });
      for (const plant of PLANTS)
        expect(await firstWrong({ schedules: 20_000, starts, world, plant }), plant).toBeDefined();
    } finally {
      await world.end();
      await server.end();
    }
  },
);

interface Schedules {
  schedules: number;
  starts: readonly Files[];
  world: PostgresWorld;
  plant?: Plant;
}

/** Runs schedules until one goes wrong. @returns its number and what went wrong; undefined if none did */
async function firstWrong({ schedules, starts, world, plant }: Schedules): Promise<string | undefined> {
  const settings = plant ? { ...world, plant } : world;
  let stream = 0;
  let first: string | undefined;
  const lane = async () => {
    while (stream < schedules && first === undefined) {
      const mine = stream++;
      const wrong = await runSchedule(mine, starts[mine % starts.length]!, settings);
      if (wrong.length > 0) first ??= `schedule ${mine}: ${wrong.join('; ')}`;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return first;
}
