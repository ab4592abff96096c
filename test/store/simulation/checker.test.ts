import { expect, test } from 'vitest';
import { everyNth } from '../../support/soak-test.ts';
import { beginnings, runSchedule } from './schedule.ts';
import type { Plant } from './world.ts';

const plants: Plant[] = [
  'overwriting put',
  'put that is not there',
  'writer without floor check',
  'reader without floor check',
  'delete before pack',
  'checkpoint of a later state',
];

test.each(everyNth(2, plants))('the simulation finds a planted %s', async (plant) => {
  const starts = await beginnings();
  let found: string[] = [];
  for (let seed = 0; seed < 50_000 && found.length === 0; seed++) {
    found = await runSchedule(seed, starts[seed % starts.length]!, { plant });
  }
  expect(found).not.toEqual([]);
});
