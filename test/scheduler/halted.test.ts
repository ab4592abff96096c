import { expect, test } from 'vitest';
import { SCHEDULE_LEASE } from '../../src/domain/kinds/lease.ts';
import type { SessionSummary } from '../../src/report/session-summary.ts';
import { lead } from '../../src/runs/upkeep/leadership.ts';
import { situationIn } from '../../src/runs/view/situation.ts';
import { pauseItself } from '../../src/scheduler/loop/desired-state.ts';
import { docLines } from '../../src/text/doc/lines.ts';
import { docScreen } from '../../src/text/doc/screen.ts';
import { SUMMARY_BYTES, statusDoc } from '../../src/text/status.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const WHY = '1 failure in a row, the last was r1';
const PAUSED = `The orchestrator paused itself: ${WHY}. `;
const MISSING = 'The orchestrator should run, but its process is not running. ';

/** A queue with a task, whose orchestrator a person started. */
async function night(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'A' });
  await work.run('orchestrator_start');
  return work;
}

async function paused(): Promise<TestWorkspace> {
  const work = await night();
  await work.opened
    .context(ADA)
    .write('orchestrator_trip', (tx) => void pauseItself(tx, { code: 'failures', text: WHY }));
  return work;
}

const views = ['backlog_status', 'report_now'] as const;

test.each(views)('%s shows that the orchestrator paused itself, why, and how it continues', async (view) => {
  const work = await paused();
  expect(await work.text(view)).toContain(PAUSED);
  expect(await work.text(view)).toMatch(/paused itself.*orchestrator[_ ]start/);
  await work.run('orchestrator_start');
  expect(await work.text(view)).not.toContain('paused itself');
});

test.each(views)('%s does not show it once a person has paused or stopped the orchestrator', async (view) => {
  const work = await paused();
  await work.run('orchestrator_stop');
  expect(await work.text(view)).not.toContain('The orchestrator');
});

test.each(views)('%s shows that the process of a started orchestrator is missing', async (view) => {
  const work = await night();
  expect(await work.text(view)).not.toContain(MISSING);
  work.pass(60_000);
  expect(await work.text(view)).toContain(MISSING);
  const context = work.opened.context(ADA);
  await lead(context.store, SCHEDULE_LEASE, processId()!, context);
  expect(await work.text(view)).not.toContain(MISSING);
});

test('the page for a terminal and the summary at the start of a session show it in their first lines', async () => {
  const work = await paused();
  const context = work.opened.context(ADA);
  const summary = await work.run<SessionSummary>('backlog_status');
  const screen = { columns: 100, rows: 40, colour: false } as never;
  const { clock } = context;
  expect(docScreen(statusDoc(summary, { clock }), { screen, clock })).toContain(PAUSED.trim());
  expect(docLines(statusDoc(summary, { clock, bytes: SUMMARY_BYTES }), { clock }).split('\n')[1]).toContain(PAUSED);
  expect(situationIn(context).halted).toMatchObject({ why: 'paused' });
});

test('a pause of a paused orchestrator is refused with the reason', async () => {
  const work = await paused();
  await expect(work.run('orchestrator_pause')).rejects.toThrow(
    `the orchestrator is paused already: it paused itself: ${WHY}`,
  );
  await work.run('orchestrator_start');
  await work.run('orchestrator_pause');
  await expect(work.run('orchestrator_pause')).rejects.toThrow(/^the orchestrator is paused already$/);
  await work.run('orchestrator_stop');
  await expect(work.run('orchestrator_pause')).rejects.toThrow('the orchestrator is not running');
});
