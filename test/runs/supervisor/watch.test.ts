import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { PROVIDERS } from '../../../src/runs/providers/index.ts';
import { NO_USAGE } from '../../../src/runs/providers/usage.ts';
import { locateRun, runFiles } from '../../../src/runs/run-folder.ts';
import { noteUsage } from '../../../src/runs/supervisor/round/note-usage.ts';
import { endRound } from '../../../src/runs/supervisor/round/rounds.ts';
import { openSupervisedRun } from '../../../src/runs/supervisor/supervised-run.ts';
import { watchRun } from '../../../src/runs/supervisor/watch.ts';
import { seal } from '../../../src/store/log/commit.ts';
import { machineOf } from '../../../src/work/processes/queue-machine.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** The machine of a run, as only a queue on a server has it. */
const here = ({ store }: TestWorkspace['opened']) => ({ on: { machine: machineOf(store.dir).id, host: 'desk' } });

/** A watched run, with the files of its events. */
async function watched(
  more: Partial<Run>,
  isOnServer = false,
  began: (work: TestWorkspace) => Promise<unknown> = async () => {},
) {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Change a' });
  await began(work);
  const { opened, folder } = work;
  const self = { host: 'here', boot: 'b', pid: process.pid, start: '1' };
  const { id } = await runIn(work, 'running', {
    number: 1,
    supervisor: self,
    ...more,
    ...(isOnServer && here(opened)),
  });
  const { events } = runFiles(locateRun(opened.context(ADA), { id, repository: 'project' }));
  mkdirSync(dirname(events), { recursive: true });
  const supervised = openSupervisedRun({ opened, id, self, env: process.env, plugin: { folder, server: '' } }, {});
  onTestFinished(() => supervised.events.close());
  const over = new AbortController();
  onTestFinished(() => over.abort());
  watchRun(supervised, () => false, over.signal);
  return { opened, supervised };
}

test('a queue that a supervisor can no longer follow ends its run for this reason, and not for one of git', async () => {
  const { opened, supervised } = await watched({});
  const { state, dir } = opened.store;
  const file = (seq: number) => join(dir, 'log', `${String(seq).padStart(12, '0')}.json`);
  const seq = state.seq + 2;
  const actor = { kind: 'system', name: 'test' } as const;
  writeFileSync(
    file(seq),
    seal({ v: 1, seq, tx: 'x', prev: 'y', at: state.at, actor, command: 'add', changes: [] }).line,
  );
  writeFileSync(file(seq - 1), '');
  await expect.poll(() => supervised.signal.aborted).toBe(true);
  expect(supervised.signal.reason).toMatchObject({ reason: 'queue_failed', message: expect.stringContaining('log/') });
  expect(supervised.signal.reason.message).not.toContain('BacklogError');
});

describe('the cost so far of a round, for other machines', () => {
  const AT = '2026-07-30T14:30:00Z' as const;
  const rounds = [{ n: 1, why: 'start' as const, at: AT }];
  const budget = (work: TestWorkspace) => work.run('orchestrator_start', { budget: 10, per: 'all' });

  /** Reports costs, notes each, and returns the number of commits and the noted cost. */
  async function noted(costs: readonly number[], isOnServer: boolean, began?: typeof budget, more: Partial<Run> = {}) {
    const { opened, supervised } = await watched({ rounds, ...more }, isOnServer, began);
    supervised.events.add({ type: 'round', n: 1, why: 'start' });
    const { seq } = opened.store.state;
    for (const costUsd of costs) {
      supervised.events.add(used(costUsd));
      await noteUsage(supervised, Date.parse(AT));
    }
    return { commits: opened.store.state.seq - seq, usd: supervised.run().rounds!.at(-1)!.soFar?.costUsd, supervised };
  }

  const used = (costUsd: number) =>
    ({ type: 'usage', tokens: { input: 9, output: 9, cached: 0 }, turns: 1, costUsd }) as const;

  test('is noted with a renewal of leases', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { supervised } = await watched({ rounds }, true, budget);
    supervised.events.add({ type: 'round', n: 1, why: 'start' });
    supervised.events.add(used(3));
    vi.advanceTimersByTime(60_000);
    await expect.poll(() => supervised.run().rounds![0]!.soFar?.costUsd).toBe(3);
  });

  test('is noted when it has grown by a hundredth of the budget, and is gone after the round', async () => {
    const { commits, usd, supervised } = await noted([0.05, 1, 1.09, 1.1], true, budget);
    expect({ commits, usd }).toEqual({ commits: 2, usd: 1.1 });
    const end = {
      outcome: { kind: 'done' as const, text: '' },
      usage: NO_USAGE,
      remembered: undefined,
      session: undefined,
      halt: undefined,
    };
    const [ended] = endRound(supervised.run(), end, AT, PROVIDERS.claude.capabilities).rounds!;
    expect(ended).not.toHaveProperty('soFar');
  });

  test.each<[what: string, isOnServer: boolean, began?: typeof budget, more?: Partial<Run>]>([
    ['in a queue on a disk', false, budget],
    ['without a budget', true],
    ['after the round', true, budget, { rounds: [{ ...rounds[0]!, ended: AT }] }],
  ])('is not noted %s', async (_, ...where) => {
    expect(await noted([5], ...where)).toMatchObject({ commits: 0 });
  });
});
