import { expect, onTestFinished, test, vi } from 'vitest';
import { memoryGround } from '../../support/memory-ground.ts';
import { runs, SEED } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import { type GroundOf, play } from './plays.ts';
import { checkRunWords, endRuns, RUN_STEPS } from './run-steps.ts';

const GROUNDS: readonly [name: string, GroundOf][] = [
  ['GitHub', memoryGround(['github'])],
  ['Jira', memoryGround(['jira'])],
  ['two queues at GitHub', memoryGround(['github'], 2)],
];

/** Number of plays of one test. */
const PLAYS = 12;

test.each(
  GROUNDS.flatMap(([name, groundOf]) =>
    Array.from({ length: runs(1, 100) }, (_, batch) => ({ name, groundOf, batch })),
  ),
)(
  `${PLAYS} plays of $name with runs lose nothing, double nothing and say nothing untrue ($batch)`,
  async ({ groundOf, batch }) => {
    onTestFinished(() => void vi.restoreAllMocks());
    const failed: string[] = [];
    const first = 50_000 + batch * PLAYS;
    for (let stream = first; stream < first + PLAYS; stream++)
      await play(
        stream,
        { steps: 12, items: 1, more: { steps: RUN_STEPS, check: checkRunWords, end: endRuns } },
        groundOf,
      ).catch((error: Error) => failed.push(`seed ${SEED}, play ${stream}: ${error.stack}`));
    tally({ inputs: PLAYS });
    expect(failed).toEqual([]);
  },
);

test('a lost update of the comment is written again, although its text is the former one by then', async () => {
  onTestFinished(() => void vi.restoreAllMocks());
  const more = { steps: RUN_STEPS, check: checkRunWords, end: endRuns };
  await play(50_238, { seed: 104, steps: 12, items: 1, more }, memoryGround(['jira']));
});
