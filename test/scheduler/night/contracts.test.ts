import { expect, test } from 'vitest';
import type { Night } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import { runsIn } from '../../../src/runs/find-run.ts';
import { lastNight } from '../../../src/work/night/current.ts';
import { seeded } from '../../support/random.ts';
import { IS_SOAK, runs } from '../../support/seed.ts';
import { testWorkspace } from '../../support/workspace.ts';
import { randomContract } from '../support/contract.ts';
import { judgeContract } from '../support/contract-rules.ts';
import { playNight } from '../support/night.ts';
import { judgeNight } from '../support/night-rules.ts';

/** A few in `npm test`, and all in a soak. */
const NIGHTS = runs(6, 60);

/**
 * Three agents of two providers, and an inbox that is soon full. Each night has a folder of its own, because this process
 * remembers what it read of files by their paths.
 */
async function queue() {
  const work = await testWorkspace();
  for (const [name, provider] of [
    ['fast', 'claude'],
    ['slow', 'claude'],
    ['other', 'codex'],
  ])
    await work.run('agent_add', { name, provider, binary: process.execPath });
  await work.run('setting_set', { name: 'runs.agent', value: 'fast' });
  await work.run('setting_set', { name: 'inbox.most', value: '5' });
  for (const cap of ['Run', 'Hour', 'Queue'])
    await work.run('setting_set', { name: `orchestrator.addedPer${cap}`, value: '100' });
  return work;
}

test(`${NIGHTS} nights keep their contracts to the number, and their pages are true line by line`, async () => {
  const why: Record<string, number> = {};
  const landings: number[] = [];
  const sums = { landed: 0, unknown: 0, held: 0, injected: 0, proposals: 0, added: 0, parked: 0, kills: 0, asked: 0 };
  for (let n = 0; n < NIGHTS; n++) {
    const random = seeded(1_000 + n).next;
    const int = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
    const work = await queue();
    for (let task = int(3, IS_SOAK ? 24 : 12); task > 0; task--) {
      const agent = random() < 0.5 ? {} : { agent: ['fast', 'slow', 'other'][int(0, 2)] };
      const estimate = random() < 0.2 ? { estimate: `${int(5, 200)}min` } : {};
      await work.run('task_add', { description: `Task ${task}`, scope: `part${int(1, 20)}/**`, ...agent, ...estimate });
    }
    const { contract, mischief } = randomContract(work, random);
    let begun: Night | undefined;
    const { store } = work.opened;
    const log = await playNight(work, random, {
      hard: n % 5 === 4,
      calm: n % 5 < 3,
      contract: {
        ...contract,
        free(now) {
          begun ??= lastNight(store.state);
          return contract.free(now);
        },
      },
    });
    const night = lastNight(store.state)!;
    const played = {
      ...{ begun: begun!, night, log, mischief, reboots: contract.reboots, runs: runsIn(store.state) },
      page: await work.run<Morning>('night_report'),
      proposals: Array.from(store.state.all('proposal')).flatMap(([, { state, title }]) =>
        state === 'open' ? title : [],
      ),
      inboxMost: 5,
    };
    const { newTasks } = night.terms;
    const caps = newTasks > 0 ? { run: 100, hour: 100, queue: newTasks } : undefined;
    const { wrong } = judgeNight(log, { atBudget: 'stop', caps });
    expect([...wrong, ...judgeContract(played)], `night ${n}: ${JSON.stringify(night.ended)}`).toEqual([]);
    why[night.ended!.why] = (why[night.ended!.why] ?? 0) + 1;
    landings.push(mischief.landed.length);
    sums.landed += mischief.landed.length;
    sums.unknown += mischief.landed.filter(({ risk }) => risk === 'unknown').length;
    sums.held += mischief.held;
    sums.injected += mischief.injected.tries;
    sums.proposals += mischief.proposals;
    sums.added += log.added.size;
    sums.parked += played.page.parked.length;
    sums.kills += log.kills;
    sums.asked += mischief.asked;
    await work.opened.close();
  }
  if (NIGHTS > 50 || process.env.SHOW)
    process.stdout.write(`${NIGHTS} nights: ${JSON.stringify({ why, ...sums, landings })}\n`);
  expect(Object.keys(why).length).toBeGreaterThan(1);
  expect(sums.injected).toBeGreaterThan(0);
  // A night in which nothing can land shows nothing about landings.
  expect(landings.filter((count) => count > 0).length).toBeGreaterThanOrEqual(IS_SOAK ? NIGHTS / 4 : 1);
});
