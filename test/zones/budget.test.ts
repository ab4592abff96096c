import { expect, test } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { ADA, NOON, testWorkspace } from '../support/workspace.ts';

/** In the first, a day begins 25 hours before it begins in the second. */
const [SETS, COUNTS] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];

test('the day of a budget is the day of the person who set it, for each reader and each process', async () => {
  const work = await testWorkspace({ zone: COUNTS });
  await gitProject(work);
  for (const n of [1, 2]) await work.run('task_add', { description: `Task ${n}` });
  const person = { ...ADA, zone: SETS };
  await work.run('orchestrator_start', { budget: 20, per: 'day' }, person);
  const costs = async (number: number, at: Instant) => {
    const round = {
      n: 1,
      why: 'start',
      at,
      ended: at,
      usage: { input: 1, output: 1, cached: 0, turns: 1, costUsd: 5 },
    } as const;
    await runIn(work, 'review', { number, at, rounds: [round] });
  };
  // The last hour of the day before in the person's zone, and the first of the day.
  const midnight = Date.parse('2026-07-30T10:00:00Z');
  expect(midnight).toBeLessThan(NOON);
  await costs(1, '2026-07-30T09:30:00Z');
  await costs(2, '2026-07-30T10:30:00Z');
  for (const zone of [SETS, COUNTS, 'UTC']) {
    const { spentUsd } = await work.run<OrchestratorStatus>('orchestrator_status', {}, { ...ADA, zone });
    expect([zone, spentUsd]).toEqual([zone, 5]);
  }
});
