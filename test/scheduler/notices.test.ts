import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { SCHEDULE_LEASE } from '../../src/domain/kinds/lease.ts';
import type { Notice } from '../../src/domain/records.ts';
import { lead } from '../../src/runs/upkeep/leadership.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { orchestratorOf } from '../../src/scheduler/loop/desired-state.ts';
import { freshMemory, schedulingPass } from '../../src/scheduler/loop/scheduling-pass.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { runIn } from '../support/runs.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const MINUTE = 60_000;
const WHY = '5 failures in a row, the last was r1';
const failure = { number: 1, by: 'system:scheduler', reason: { code: 'crashed', text: 'exit 1' } } as const;

/** A queue with two tasks. */
async function yard(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  for (const description of ['A', 'B']) await work.run('task_add', { description });
  return work;
}

const taken = async ({ run }: TestWorkspace) =>
  (await run<{ notices: Pick<Notice, 'title' | 'text'>[] }>('notice_take')).notices.map(
    ({ title, text }) => `${title}: ${text}`,
  );

/** A pass of the orchestrator after five failures of r1 in a row. */
async function pass({ opened }: TestWorkspace): Promise<void> {
  await opened.context(ADA).write('given', (tx) => {
    const at = toInstant(tx.atMs + 1_000);
    const ends = Array.from({ length: 5 }, () => ({ at, code: 'crashed' as const }));
    tx.put('run', 'r1', { ...tx.get('run', 'r1')!, ends });
  });
  await schedulingPass(() => opened.context(ADA), processId()!, freshMemory());
}

const leads = ({ opened }: TestWorkspace) => lead(opened.store, SCHEDULE_LEASE, processId()!, opened.context(ADA));

test('that the process of a started orchestrator is missing is notified once, and no more after a stop', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  expect(await taken(work)).toEqual([]);
  work.pass(MINUTE);
  expect(await taken(work)).toEqual([
    'The orchestrator does not run: The orchestrator should run, but its process is not running. orchestrator_start starts it.',
  ]);
  work.pass(MINUTE);
  expect(await taken(work)).toEqual([]);
  await work.run('orchestrator_start');
  await work.run('orchestrator_stop');
  work.pass(MINUTE);
  expect(await taken(work)).toEqual([]);
});

test('that the orchestrator paused itself is notified while another run is active', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  await runIn(work, 'failed', { ...failure, reason: { code: 'no_changes', text: 'it changed nothing' } });
  await runIn(work, 'running', { number: 2 });
  await pass(work);
  expect(await taken(work)).toEqual([
    'r1 failed: #1 A: it changed nothing',
    `The orchestrator paused itself: ${WHY}. 2 runs: 1 failed, 1 running`,
  ]);
});

test('and without a run since the start; after another start, the next pause is notified, too', async () => {
  const work = await yard();
  await runIn(work, 'failed', failure);
  for (const _ of [1, 2]) {
    work.pass(MINUTE);
    await work.run('orchestrator_start');
    await pass(work);
    expect(await taken(work)).toContain(`The orchestrator paused itself: ${WHY}`);
    expect(await taken(work)).toEqual([]);
  }
});

test('an orchestrator that somebody paused does not say that it paused itself', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  await runIn(work, 'review', { number: 1 });
  await runIn(work, 'review', { number: 2 });
  await work.run('orchestrator_pause');
  await pass(work);
  expect(await taken(work)).toEqual([
    expect.stringMatching('^r1 is in review'),
    expect.stringMatching('^r2 is in review'),
  ]);
});

test('a pause of its own has its own time and author; one from before that time was stored has none', async () => {
  const work = await yard();
  await runIn(work, 'discarded', { number: 1 });
  await work.run('orchestrator_start');
  work.pass(MINUTE);
  await pass(work);
  work.pass(MINUTE);
  expect(await taken(work)).toHaveLength(1);
  const status = () => work.run<OrchestratorStatus>('orchestrator_status');
  expect(await status()).toMatchObject({ wish: 'paused', by: 'system:scheduler', at: '2026-07-30T14:31:00Z' });
  expect(await work.text('orchestrator_status')).toContain(
    `The orchestrator is paused since today 14:31 (system:scheduler).\nIt paused itself: ${WHY}.`,
  );
  await work.opened.context(ADA).write('given', (tx) => {
    const reason = { code: 'failures', text: 'of an earlier version' } as const;
    tx.put('orchestrator', 'orchestrator', { ...orchestratorOf(tx)!, reason });
  });
  expect(await status()).not.toHaveProperty('at');
  expect(await work.text('orchestrator_status')).toMatch(/^The orchestrator is paused\.\nIt paused itself: of an/);
});

test('a limit of more than an hour is notified at once', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  const reason = { code: 'rate_limited', text: 'weekly limit', until: toInstant(NOON + 61 * MINUTE) } as const;
  await runIn(work, 'failed', { ...failure, reason });
  expect(await taken(work)).toEqual(['r1 failed: #1 A: weekly limit']);
});

test('a run at the limit of its account is no failure while the orchestrator will resume it', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  await leads(work);
  await runIn(work, 'failed', {
    ...failure,
    reason: { code: 'rate_limited', text: 'limit reached', until: '2026-07-30T15:00:00Z' },
  });
  expect(await taken(work)).toEqual([]);
  work.pass(30 * MINUTE + MINUTE - 1);
  expect(await taken(work)).toEqual([]);
  // It was not resumed in time.
  work.pass(1);
  expect(await taken(work)).toEqual(['r1 failed: #1 A: limit reached']);
});
