import { expect, test } from 'vitest';
import { runs } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import { beginnings, runSchedule } from './schedule.ts';
import { inMemory, inS3 } from './world.ts';

test.each([
  ['memory', inMemory],
  ['S3 that loses requests and answers', inS3],
])('over %s any order of steps: no commit lost, applied twice or skipped, no two at one number', async (_, settle) => {
  const starts = await beginnings();
  const schedules = runs(30, 400);
  for (let stream = 0; stream < schedules; stream++) {
    if (stream % 1_000 === 0) await new Promise(setImmediate);
    const wrong = await runSchedule(stream, starts[stream % starts.length]!, { settle });
    if (wrong.length > 0) expect.fail(`schedule ${stream}: ${wrong.join('; ')}`);
  }
  tally({ schedules });
});
