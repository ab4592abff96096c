import { expect, test } from 'vitest';
import { holdOf, isWithin, type LeaseContext, leaseState } from '../../../src/claims/index.ts';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Claim } from '../../../src/domain/records.ts';
import { isFree, isReady, isStartable } from '../../../src/domain/urgency/readiness.ts';
import { claimsByTask, claimsHeld } from '../../../src/work/claim/claims.ts';
import { seeded } from '../../support/random.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

const NOW = Date.parse('2026-07-30T14:30:00Z');
const HOLDERS = ['s', 's/a', 's/a/b', 'sa', 'run:r1', 'run:r1/x', 'ada@7-7', 'human:ada', '', '/', 'dispatch:s/1'];

test('a holder is within another one exactly if it is the same or begins with it and a slash', () => {
  for (const holder of HOLDERS)
    for (const ancestor of HOLDERS)
      expect(isWithin(holder, ancestor), `${holder} in ${ancestor}`).toBe(
        holder === ancestor || (ancestor !== '' && holder.startsWith(`${ancestor}/`)),
      );
});

test('a claim is valid exactly if it has an end or a holder that keeps it', () => {
  const random = seeded(1);
  for (let at = 0; at < 2_000; at++) {
    const claim = {
      ...{ id: `c${at}`, holder: random.pick(HOLDERS), scope: [], since: toInstant(NOW - 600_000), fence: 1 },
      expires: toInstant(NOW + (random.int(9) - 4) * 300_000 * 10 ** random.int(4)),
      ...(random.int(3) === 0 ? { renewer: { host: 'h', pid: 1, start: '1', boot: 'b' } } : {}),
      ...(random.int(4) === 0 ? { lasts: random.pick(['term', 'released'] as const) } : {}),
    } as Claim;
    const silence = random.int(2) * random.int(2_000_000);
    const around: LeaseContext = {
      now: NOW,
      alive: () => random.pick([true, false, undefined]),
      processesOf: () => [],
      silentFor: random.int(2) === 0 ? undefined : () => silence,
    };
    const alive = around.alive({ host: 'h', pid: 1, start: '1', boot: 'b' } as never);
    const same = { ...around, alive: () => alive };
    expect(leaseState(claim, same) === 'held', JSON.stringify(claim)).toBe(holdOf(claim, same) !== undefined);
  }
});

test('free tasks and the claims on a task are those of the plain computation, also after claims have expired', async () => {
  const work = await testWorkspace();
  const random = seeded(2);
  const tasks = Array.from({ length: 60 }, (_, n) => ({ description: `Task ${n}` }));
  await work.run('task_import', { tasks });
  for (let n = 0; n < 25; n++) {
    const holder = agent(`s${random.int(8)}`);
    const id = 1 + random.int(60);
    await work.run(random.pick(['task_start', 'task_stop', 'task_done']), { id: String(id) }, holder).catch(() => {});
    if (random.int(6) === 0) work.pass(random.int(40) * 60_000);
    const facts = work.opened.context(agent('other')).facts();
    const claims = claimsHeld(work.opened.store.state);
    for (const task of facts.queue.all()) {
      expect(facts.isClaimed(task.uuid)).toBe(facts.claimsOf(task.uuid).some(facts.holdOf));
      expect(isFree(task, facts)).toBe(isStartable(task, facts) && isReady(task, facts));
      expect(claimsByTask(claims).get(task.uuid) ?? []).toEqual(claims.filter((claim) => claim.task === task.uuid));
    }
  }
});
