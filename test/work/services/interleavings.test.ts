import { expect, onTestFinished, test, vi } from 'vitest';
import { memoryGround } from '../../support/memory-ground.ts';
import { IS_SOAK, runs, SEED } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { TRACKER_NAMES, TRACKERS } from '../../support/tracker-ground.ts';
import { begin, type GroundOf, groupsOf, play, playAtOnce } from './plays.ts';

/** One queue and one service over HTTP. */
const overHttp =
  (service: keyof typeof TRACKERS): GroundOf =>
  async (options) => {
    const { work, tracker, add, sync, task, env } = await TRACKERS[service](options);
    // Several servers are used at once. The other variable is only for the last one, whose address the environment names.
    vi.stubEnv('GH_ENTERPRISE_TOKEN', env.GITHUB_TOKEN);
    await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
    return { sources: [{ work, tracker, add, sync, task }], pass: work.pass };
  };

test.each(TRACKER_NAMES.flatMap((service) => groupsOf(runs(1, 300)).map((streams) => ({ service, streams }))))(
  '$service: edits of both sides, lost answers and kills leave both equal, but for listed conflicts (from $streams.0)',
  async ({ service, streams }) => playAtOnce(streams, (stream) => begin(stream, { steps: 60 }, overHttp(service))),
);

/** Queues and services that are played without a network. */
const GROUNDS: readonly [name: string, GroundOf][] = [
  ['GitHub', memoryGround(['github'])],
  ['Jira', memoryGround(['jira'])],
  ['two sources of one queue', memoryGround(['github', 'jira'])],
  ['two queues at GitHub', memoryGround(['github'], 2)],
  ['two queues at Jira', memoryGround(['jira'], 2)],
];

/** Number of plays of one test. A soak plays 2,000 for each ground. */
const PLAYS = IS_SOAK ? 40 : 3;

soak.each(
  GROUNDS.flatMap(([name, groundOf]) => Array.from({ length: runs(1, 50) }, (_, batch) => ({ name, groundOf, batch }))),
)(`${PLAYS} short plays of $name without a network end in the same way ($batch)`, async ({ groundOf, batch }) => {
  onTestFinished(() => void vi.restoreAllMocks());
  const failed: string[] = [];
  const first = 10_000 + batch * PLAYS;
  for (let stream = first; stream < first + PLAYS; stream++)
    await play(stream, { steps: 10, items: 2 }, groundOf).catch((error: Error) =>
      failed.push(`seed ${SEED}, play ${stream}: ${error.stack}`),
    );
  tally({ inputs: PLAYS });
  expect(failed).toEqual([]);
});
