import { expect, onTestFinished, test, vi } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { TRACKER_NAMES, TRACKERS } from '../../support/tracker-ground.ts';
import { ADA } from '../../support/workspace.ts';

const MINUTE = 60_000;

const OTHER = { github: 'acme/other', jira: 'acme.atlassian.net/OTHER' } as const;

/** A source in step whose service asked for a pause of an hour, when a note was sent. */
async function paused(service: keyof typeof TRACKERS) {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, requests } = ground;
  // The machine has the clock of the queue.
  vi.spyOn(Date, 'now').mockImplementation(() => work.opened.context(ADA).clock.now);
  onTestFinished(() => void vi.restoreAllMocks());
  tracker.open('One');
  await add({ notes: true });
  await sync({ agree: true });
  await work.run('source_add', { service, list: OTHER[service], name: 'other' });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  const headers = { 'retry-after': '3600' };
  tracker.faults.push({ kind: 'status', status: 429, method: 'POST', path: tracker.makes, headers });
  const { waits } = await sync();
  const sent = async (act: () => Promise<unknown>) => {
    const before = requests.length;
    await act();
    return requests.length - before;
  };
  return { ...ground, waits: waits!, sent };
}

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a pause that the service asks for is kept by later calls, also of its other sources, and writes nothing twice',
  async (service) => {
    const { work, tracker, sync, pass, waits, sent } = await paused(service);
    const step = (verb: string, name: string) => () => work.run<Steps>(`source_${verb}`, { name });
    const asked = [
      ...['pull', 'push', 'sync'].map((verb) => step(verb, 'app')),
      step('pull', 'other'),
      () => work.refused('source_validate', { name: 'app' }),
    ];
    for (let turn = 0; turn < 2; turn++) {
      for (const act of asked) expect(await sent(act)).toBe(0);
      expect((await step('pull', 'other')()).waits?.why).toBe(waits.why);
      pass(20 * MINUTE);
    }
    const { seq } = work.opened.store.state;
    for (const name of ['app', 'other']) await step('pull', name)();
    expect(work.opened.store.state.seq).toBe(seq);
    expect(await work.text('backlog_status')).toContain(`goes on after ${waits.until}`);
    pass(30 * MINUTE);
    await sync();
    pass(6 * MINUTE);
    await sync();
    expect(tracker.comments(1)).toEqual(['A note']);
    expect((await work.run<{ sources: object[] }>('source_list')).sources[0]).not.toHaveProperty('waits');
  },
);

test('a push that has nothing to send keeps the pause that a pull was asked for', async () => {
  const { tracker, work, sync, pass, sent } = await paused('github');
  pass(61 * MINUTE);
  await sync();
  tracker.faults.push({ kind: 'status', status: 429, method: 'GET', headers: { 'retry-after': '3600' } });
  const step = (verb: string) => () => work.run<Steps>(`source_${verb}`, { name: 'app' });
  expect((await step('pull')()).waits).toBeDefined();
  expect([await sent(step('push')), await sent(step('pull'))]).toEqual([0, 0]);
});

test('a person who enables a source again ends the pauses of its service', async () => {
  const { work, sync, sent } = await paused('github');
  await work.run('source_enable', { name: 'other' });
  expect(await sent(sync)).toBeGreaterThan(0);
  expect((await sync()).waits).toBeUndefined();
});

test('a pause that the search for a lost answer is asked for is kept, too', async () => {
  const { work, tracker, sync, pass, sent } = await paused('github');
  pass(61 * MINUTE);
  tracker.faults.push({ kind: '502', method: 'POST', path: tracker.makes });
  await sync();
  pass(6 * MINUTE);
  const headers = { 'retry-after': '3600' };
  tracker.faults.push({ kind: 'status', status: 429, method: 'GET', headers });
  expect((await work.refused('source_push', { name: 'app' })).hint).toContain('Try it again after');
  expect(await sent(() => work.refused('source_push', { name: 'app' }))).toBe(0);
  pass(61 * MINUTE);
  await sync();
  expect(tracker.comments(1)).toEqual(['A note']);
});

test('a pause in answer to the read after a change, which ends nothing, is kept, too', async () => {
  const { work, tracker, sync, pass, sent } = await paused('jira');
  pass(61 * MINUTE);
  await sync();
  await work.run('task_add', { description: 'New', tags: ['share'] });
  tracker.faults.push({ kind: 'status', status: 429, method: 'GET', from: 2, headers: { 'retry-after': '3600' } });
  expect(await work.run('source_push', { name: 'app', only: '+share' })).toMatchObject({ pushed: [{ number: 2 }] });
  expect(await sent(sync)).toBe(0);
});
