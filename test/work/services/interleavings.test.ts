import { expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { memoryGround } from '../../support/github/memory-ground.ts';
import { patience, runs, SEED } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import { begin, groupsOf, play, playAtOnce } from './plays.ts';

test.each(groupsOf(runs(1, 300)))(
  'edits of both sides, lost answers and kills leave both equal, but for listed conflicts (from %i)',
  async (...streams) => playAtOnce(streams, (stream) => begin(stream, { steps: 60 }, gitHubGround)),
  patience(60_000),
);

/** Number of plays of one test. A soak plays 100,000 in all. */
const PLAYS = 40;

test.each(Array.from({ length: runs(1, 50) }, (_, i) => i))(
  `${PLAYS} short plays without a network end in the same way (%i)`,
  async (batch) => {
    const failed: string[] = [];
    const first = 10_000 + batch * PLAYS;
    for (let stream = first; stream < first + PLAYS; stream++)
      await play(stream, { steps: 10, issues: 2 }, memoryGround).catch((error: Error) =>
        failed.push(`seed ${SEED}, play ${stream}: ${error.message}`),
      );
    tally({ inputs: PLAYS });
    expect(failed).toEqual([]);
  },
  patience(60_000),
);
