import { expect, test } from 'vitest';
import { leavesOpen } from '../../../src/commands/source/synchronise.ts';
import type { Fault } from '../../support/faults.ts';
import { everyNth } from '../../support/soak-test.ts';
import { passedComment, TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Two items in step. The first one has a label of Backlog, and a status comment. */
async function inStep(service: keyof typeof TRACKERS): Promise<TrackerGround> {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One', { labels: ['backlog:old'] });
  tracker.open('Two');
  await add({ close: 'completed' });
  await sync({ agree: true });
  await work.run('task_start', { id: '1' });
  pass(6 * MINUTE);
  await sync();
  // Later pulls don't bring them again.
  pass(6 * MINUTE);
  tracker.open('Three');
  await sync();
  return ground;
}

const MISSING = [404, 410];

test.each(
  everyNth(
    3,
    TRACKER_NAMES.flatMap((service) => MISSING.map((status) => ({ service, status }))),
  ),
)(
  '$service: an answer $status that is wrong once makes no item gone, and no second status comment',
  async ({ service, status }) => {
    const { tracker, work, sync, pass } = await inStep(service);
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    await work.run('task_done', { id: '1' });
    const item = service === 'github' ? /\/issues\/1(\?|$)/ : /\/issue\/\d+\?/;
    tracker.faults.push(
      { kind: 'status', status, method: 'GET', path: item },
      { kind: 'status', status, method: service === 'github' ? 'PATCH' : 'PUT', path: /comment/ },
    );
    for (let i = 0; i < 3; i++) {
      await sync();
      pass(MINUTE);
    }
    expect(tracker.faults).toEqual([]);
    expect(tracker.at(1)).toMatchObject({ title: 'Mine', isOpen: false });
    expect(tracker.comments(1)).toEqual(['**Backlog**: task 1 is completed.']);
  },
);

test('an answer 404 to the removal of a label that is still there is not taken for its removal', async () => {
  const { tracker, work, sync, pass } = await inStep('github');
  await work.run('task_modify', { filter: '1', tags: '-old' });
  tracker.faults.push({ kind: 'status', status: 404, method: 'DELETE' });
  await sync();
  pass(MINUTE);
  await sync();
  expect(tracker.at(1).labels).toEqual([]);
});

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: earlier comments that a lagging server refuses, of an item that gets the label of the filter, come',
  async (service) => {
    const { tracker, sync, pass, task, number } = await passedComment(service);
    pass(6 * MINUTE);
    const path = service === 'github' ? new RegExp(`/issues/${number}/comments`) : /\/comment/;
    tracker.faults.push({ kind: 'status', status: 404, method: 'GET', path, times: 99, lasts: 100 });
    await sync();
    expect((await task(number))!.annotations?.map(({ text }) => text)).toEqual(['Their comment']);
    expect(tracker.faults).toEqual([]);
  },
);

const REFUSED = [403, 404, 410, 422, 451];

test.each(
  everyNth(
    5,
    TRACKER_NAMES.flatMap((service) => REFUSED.map((status) => ({ service, status }))),
  ),
)(
  '$service: an item whose change is refused with $status is named, and the others are changed',
  async ({ service, status }) => {
    const { tracker, work, sync } = await inStep(service);
    for (const id of [1, 2]) await work.run('task_modify', { filter: String(id), description: `Mine ${id}` });
    const refused: Fault =
      service === 'github'
        ? { kind: 'status', method: 'PATCH', path: /\/issues\/1$/ }
        : { kind: 'status', method: 'PUT', path: /\/issue\/APP-1$/ };
    tracker.faults.push({ ...refused, status, times: 99 });
    expect(await sync()).toMatchObject({ pushed: [{ number: 2 }], unpushed: [{ number: 1 }] });
    tracker.faults.length = 0;
    await sync();
    expect(tracker.titles().slice(0, 2)).toEqual(['Mine 1', 'Mine 2']);
  },
);

const UNREADABLE = [403, 404];

test.each(
  everyNth(
    3,
    TRACKER_NAMES.flatMap((service) => UNREADABLE.map((status) => ({ service, status }))),
  ),
)(
  '$service: an item whose status comment is not found, and whose comments answer $status, is named, and the others are changed',
  async ({ service, status }) => {
    const { tracker, work, sync } = await inStep(service);
    await work.run('task_done', { id: '1' });
    await work.run('task_modify', { filter: '2', description: 'Mine 2' });
    const comments = service === 'github' ? /\/issues\/1\/comments/ : /\/comment/;
    const [change, missing] = [service === 'github' ? 'PATCH' : 'PUT', /\/comment/];
    tracker.faults.push(
      { kind: 'status', status: 404, method: change, path: missing, times: 99 },
      { kind: 'status', status, method: 'GET', path: comments, times: 99 },
    );
    expect(await sync()).toMatchObject({ unpushed: [{ number: 1 }] });
    expect(tracker.titles()[1]).toBe('Mine 2');
    tracker.faults.length = 0;
    await sync();
    expect(tracker.comments(1)).toEqual(['**Backlog**: task 1 is completed.']);
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a comment whose answer is lost, at an issue whose comments are refused, waits, and the others are changed',
  async (service) => {
    const { tracker, work, sync, pass, task } = await inStep(service);
    await work.run('task_start', { id: '2' });
    const path = service === 'github' ? /\/issues\/2\/comments/ : /\/issue\/APP-2\/comment/;
    tracker.faults.push(
      { kind: 'cut after', method: 'POST', path },
      { kind: 'status', status: 403, method: 'GET', path, times: 99 },
    );
    expect(await sync()).toMatchObject({ unpushed: [{ number: 2 }] });
    await work.run('task_modify', { filter: '1', description: 'Mine 1' });
    tracker.comment(2, 'Theirs');
    pass(6 * MINUTE);
    // This pull brings the comment, which is no other queue's, or nobody knows that.
    const { told } = await sync();
    expect(JSON.stringify(told)).not.toContain('another queue');
    expect(tracker.titles()[0]).toBe('Mine 1');
    tracker.faults.length = 0;
    for (let i = 0; i < 2; i++) {
      pass(6 * MINUTE);
      await sync();
    }
    expect(tracker.comments(2).toSorted()).toEqual(['**Backlog**: task 2 is in progress.', 'Theirs']);
    expect((await task(2))!.annotations?.map(({ text }) => text)).toEqual(['Theirs']);
    expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
  },
);

const WRITES: Record<keyof typeof TRACKERS, Pick<Fault, 'method' | 'path'>> = {
  github: { method: 'PATCH', path: /\/issues\/1$/ },
  jira: { method: 'PUT', path: /\/issue\/APP-1$/ },
};

test.each(
  everyNth(
    5,
    TRACKER_NAMES.flatMap((service) => REFUSED.map((status) => ({ service, status }))),
  ),
)(
  '$service: a sync names a change that is refused with $status once; then it is a state of its task, until something changes',
  async ({ service, status }) => {
    const { tracker, work, sync, pass, requests } = await inStep(service);
    const exit = async () => leavesOpen(await sync());
    const sent = () =>
      requests.filter(({ method, path }) => method !== 'GET' && WRITES[service].path!.test(path)).length;
    const shown = () => work.run('source_show', { name: 'app' });
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    tracker.faults.push({ kind: 'status', ...WRITES[service], status, times: 999 });
    const exits = [await exit()];
    for (let day = 0; day < 3; day++) {
      exits.push(await exit());
      pass(DAY);
    }
    expect(exits).toEqual([true, false, false, false]);
    const told = '1 issue lacks changes of the queue: `backlog source show app`';
    expect(await sync()).toMatchObject({ unpushed: [], missing: [], told: [told] });
    const missing = [{ number: 1, part: 'item', why: expect.stringContaining('Not sent: description') }];
    expect(await shown()).toMatchObject({ state: { missing: 1 }, missing });
    expect(await work.run('task_info', { id: '1' })).toMatchObject({ missing });
    // A pause has not passed, so only another value is sent.
    const before = sent();
    expect(await exit()).toBe(false);
    expect(sent()).toBe(before);
    await work.run('task_modify', { filter: '1', description: 'Mine again' });
    expect(await exit()).toBe(true);
    expect(sent()).toBeGreaterThan(before);
    // Somebody repaired the rights there, and asks at once.
    tracker.faults.length = 0;
    await work.run('source_pull', { name: 'app', again: '1' });
    expect(await exit()).toBe(false);
    expect(tracker.at(1).title).toBe('Mine again');
    expect(await shown()).toMatchObject({ state: { missing: 0 }, missing: [] });
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a change that is refused, and is taken back in the queue, leaves nothing to be told',
  async (service) => {
    const { tracker, work, sync } = await inStep(service);
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    tracker.faults.push({ kind: 'status', ...WRITES[service], status: 403, times: 999 });
    await sync();
    await work.run('task_modify', { filter: '1', description: 'One' });
    expect(await sync()).toMatchObject({ unpushed: [], told: [] });
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ state: { missing: 0 }, missing: [] });
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a sync names comments that are refused once; then that is a state of their task',
  async (service) => {
    const { tracker, work, sync, pass, number } = await passedComment(service);
    pass(6 * MINUTE);
    const path = service === 'github' ? new RegExp(`/issues/${number}/comments`) : /\/issue\/APP-2\/comment/;
    tracker.faults.push({ kind: 'status', status: 403, method: 'GET', path, times: 999 });
    const exits: boolean[] = [];
    for (let day = 0; day < 4; day++) {
      exits.push(leavesOpen(await sync()));
      pass(DAY);
    }
    expect(exits).toEqual([true, false, false, false]);
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ missing: [{ number, part: 'comments' }] });
    expect(await work.run('source_pull', { name: 'app', again: String(number) })).toMatchObject({
      missing: [{ number, part: 'comments' }],
    });
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a task of which no issue can be made is named once; then that is a state of the source, until something changes',
  async (service) => {
    const { tracker, work, sync, pass, requests } = await inStep(service);
    await work.run('task_add', { description: 'Four' });
    const create = { method: 'POST', path: service === 'github' ? /\/issues$/ : /\/issue$/ };
    tracker.faults.push({ kind: 'status', ...create, status: 422, times: 999 });
    const exit = async () => leavesOpen(await sync({ only: 'Four' }));
    const sent = () => requests.filter(({ method, path }) => method === 'POST' && create.path.test(path)).length;
    const exits = [await exit()];
    for (let day = 0; day < 3; day++) {
      exits.push(await exit());
      pass(DAY);
    }
    expect(exits).toEqual([true, false, false, false]);
    const told = 'the service refuses to make issues of 1 task: `backlog source show app`';
    expect(await sync({ only: 'Four' })).toMatchObject({ unpushed: [], told: [told] });
    const unmade = [{ description: 'Four', why: expect.stringContaining('`backlog source push app --only 4`') }];
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ state: { missing: 1 }, unmade });
    // A pause has not passed, so only another text is sent.
    const before = sent();
    expect(await exit()).toBe(false);
    expect(sent()).toBe(before);
    const { id } = (await work.run<{ tasks: { id: number }[] }>('task_list', { filter: 'Four' })).tasks[0]!;
    expect(await work.run('source_resolve', { id, side: 'here' })).toMatchObject({ fields: [], unmade: ['app'] });
    pass(DAY);
    expect(await sync({ only: 'Four' })).toMatchObject({ unpushed: [], told: [] });
    expect(sent()).toBe(before);
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ state: { missing: 0 }, unmade: [] });
    await work.run('task_modify', { filter: 'Four', description: 'Four again' });
    expect(await exit()).toBe(true);
    await work.run('source_resolve', { id, side: 'here' });
    await work.run('source_resolve', { id, side: 'there' });
    tracker.faults.length = 0;
    pass(DAY);
    expect(await sync({ only: 'Four' })).toMatchObject({ pushed: [{ acts: ['create'] }], unpushed: [], told: [] });
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ state: { missing: 0 }, unmade: [] });
    expect(Array.from(work.opened.store.state.all('unmade'))).toEqual([]);
  },
);

test('a decision about a task of which no issue can be made is undone, and a refused push is no change of a person', async () => {
  const { tracker, work, sync } = await inStep('github');
  tracker.faults.push({ kind: 'status', method: 'POST', path: /\/issues$/, status: 422, times: 999 });
  await work.run('task_add', { description: 'Four' });
  const one = async () =>
    (await work.run<{ unmade: { description: string }[] }>('source_show', { name: 'app' })).unmade.length;
  const { tasks } = await work.run<{ tasks: { id: number }[] }>('task_list', { filter: 'Four' });
  const id = tasks[0]!.id;
  await sync({ only: 'Four' });
  for (const side of ['here', 'there'] as const) {
    await work.run('source_resolve', { id, side });
    expect(await one()).toBe(side === 'here' ? 0 : 1);
    await work.run('task_undo');
    expect(await one()).toBe(side === 'here' ? 1 : 0);
    if (side === 'here') await work.run('task_redo');
  }
  await work.run('task_modify', { filter: 'Four', description: 'Four again' });
  expect(leavesOpen(await sync({ only: 'Four' }))).toBe(true);
  expect(await one()).toBe(1);
  expect(await work.run('task_undo')).toMatchObject({ undone: { command: 'task_modify' } });
});
