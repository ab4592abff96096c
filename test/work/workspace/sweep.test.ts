import { expect, test } from 'vitest';
import { KEPT_MS } from '../../../src/domain/kinds/shared.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { reserveTask } from '../../../src/work/subagents/dispatch.ts';
import { applyMirror } from '../../../src/work/subagents/mirror.ts';
import { beginSession, endSession } from '../../../src/work/subagents/sessions.ts';
import { sweepRecords } from '../../../src/work/workspace/upkeep-of-time.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { ADA, agent, NOON, testWorkspace } from '../../support/workspace.ts';

const DAY_MS = 86_400_000;
const PASSING = ['claim', 'dispatch', 'mirror', 'session'] as const;

/** What a session leaves behind on one day, by how it ends. */
const ENDINGS = ['in order', 'crashed here', 'crashed elsewhere'] as const;

async function year() {
  const work = await testWorkspace();
  const { opened, pass, run } = work;
  await run('task_add', { description: 'The queue exists' });
  let now = NOON;
  const sizes = () => Object.fromEntries(PASSING.map((kind) => [kind, opened.store.state.size(kind)]));
  const day = async (n: number, busy: boolean) => {
    now += DAY_MS;
    pass(DAY_MS);
    if (busy) {
      const ending = ENDINGS[(n / 2) % ENDINGS.length]!;
      const id = `s${n}`;
      const dead = { ...processId()!, pid: 4_000_000, start: '1' };
      const process = ending === 'crashed elsewhere' ? { ...dead, host: 'elsewhere' } : dead;
      const context = opened.context(agent(id));
      const list = { list: id, id: '1', session: id, renames: true, blockedBy: [], blocks: [] };
      await opened.store.write({ command: 'day', actor: context.caller.actor }, (tx) => {
        beginSession(tx, context, { id, by: 'startup', process });
        applyMirror(tx, context, { ...list, subject: `Task of day ${n}`, status: 'in_progress' });
      });
      await opened.store.write({ command: 'day', actor: context.caller.actor }, (tx) => {
        applyMirror(tx, context, { ...list, id: '2', subject: `Other task of day ${n}` });
        const other = [...context.queue.open()].find((task) => task.description === `Other task of day ${n}`)!;
        const dispatch = reserveTask(tx, context, other, { session: id, holder: id, toolUse: `t${n}`, agentType: 'x' });
        if (n % 4) tx.put('dispatch', dispatch.token, { ...dispatch, agent: `a${n}` });
        applyMirror(tx, context, { ...list, status: 'completed' });
        if (ending === 'in order') endSession(tx, context, id, 'logout');
      });
    }
    await sweepRecords(opened.context(agent('sweeper')));
  };
  return { ...work, day, sizes, clock: () => now };
}

/** Days of work; a soak simulates a whole year. */
const DAYS = IS_SOAK ? 365 : 60;

test('a simulated time of sessions that end, crash here and crash elsewhere stays within what the kinds say', async () => {
  const { day, sizes, opened } = await year();
  const days = (ms: number) => ms / DAY_MS + 2;
  for (let n = 1; n <= DAYS; n++) {
    await day(n, n % 2 === 0);
    const now = sizes();
    expect(now.claim).toBeLessThanOrEqual(2 * days(KEPT_MS.claim));
    expect(now.dispatch).toBeLessThanOrEqual(days(KEPT_MS.dispatch));
    expect(now.session).toBeLessThanOrEqual(days(KEPT_MS.silentSession));
  }
  for (let n = DAYS + 1; n <= DAYS + 32; n++) await day(n, false);
  const open = [...opened.context(agent('x')).queue.open()].length - 1;
  expect(sizes()).toEqual({ claim: 0, dispatch: 0, session: 0, mirror: open });
});

test('a task that its holder left active without a word is pending again, with a note, and can be had', async () => {
  const { run, pass, opened, text } = await testWorkspace();
  await run('task_add', { description: 'First' });
  await run('task_start', { id: 1 }, agent('gone'));
  pass(KEPT_MS.claim / 2);
  expect(await sweepRecords(opened.context(agent('s2')))).toBe(0);
  pass(KEPT_MS.claim);
  expect(await sweepRecords(opened.context(agent('s2')))).toBe(1);
  const { record } = await run<{ record: Task }>('task_info', { id: 1, format: 'json' });
  expect(record.start).toBeUndefined();
  expect(record.annotations?.at(-1)).toMatchObject({
    actor: 'system:sweep',
    text: expect.stringContaining('gone started this'),
  });
  expect(await text('task_next', {}, agent('s2'))).toContain('1 - active First');
});

test('what a living process of this host holds stays, however old', async () => {
  const { run, pass, opened } = await testWorkspace();
  await run('task_add', { description: 'First' });
  await run('task_start', { id: 1 }, { ...agent('here'), renewer: processId()! });
  pass(300 * DAY_MS);
  expect(await sweepRecords(opened.context(agent('s2')))).toBe(0);
  expect(opened.store.state.size('claim')).toBe(1);
});

test('a process is looked at only for a record that would go without it, and keeps that', async () => {
  const { opened, run, pass } = await testWorkspace();
  await run('task_add', { description: 'A', scope: 'src/**' });
  await run('task_start', { id: 1 }, { ...agent('one'), renewer: processId() });
  const asked: number[] = [];
  const sweep = () => sweepRecords({ ...opened.context(agent('sweeper')), alive: ({ pid }) => asked.push(pid) > 0 });
  const claims = () => opened.store.state.size('claim');
  await sweep();
  expect([asked.length, claims()]).toEqual([0, 1]);
  pass(3 * DAY_MS);
  await sweep();
  expect([asked.length > 0, claims()]).toEqual([true, 1]);
});

test('the end of a record is that of its newest version', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'A' });
  await run('task_start', { id: 1 }, agent('one'));
  const left = async () => {
    await sweepRecords(opened.context(agent('s2')));
    return opened.store.state.size('claim');
  };
  expect(await left()).toBe(1);
  await opened.store.write({ command: 'given', actor: ADA.actor }, (tx) => {
    for (const [key, claim] of tx.all('claim')) tx.put('claim', key, { ...claim, expires: '2020-01-01T00:00:00Z' });
  });
  expect(await left()).toBe(0);
});
