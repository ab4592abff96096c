import { expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { memoryGround } from '../../support/github/memory-ground.ts';
import { patience, runs, SEED } from '../../support/seed.ts';
import { play } from './plays.ts';

test.each(Array.from({ length: runs(1, 300) }, (_, i) => i))(
  'edits of both sides, lost answers and kills leave both equal, but for listed conflicts (%i)',
  async (stream) => play(stream, { steps: 60 }, gitHubGround),
  patience(60_000),
);

/** Plays of a test. A failure names the play and the seed. */
const PLAYS = runs(40, 2_000);

test(
  `${PLAYS} short plays without a network end in the same way`,
  async () => {
    const failed: string[] = [];
    for (let stream = 10_000; stream < 10_000 + PLAYS; stream++)
      await play(stream, { steps: 10, issues: 2 }, memoryGround).catch((error: Error) =>
        failed.push(`${SEED}/${stream}: ${error.message}`),
      );
    expect(failed).toEqual([]);
  },
  patience(60_000),
);
