import { expect, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import type { Fault } from '../../support/faults.ts';
import type { FakeGitHub } from '../../support/github/fake.ts';
import { everyNth } from '../../support/soak-test.ts';
import { passedComment, TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;
type Service = keyof typeof TRACKERS;

/** Item 1 has a label and a status comment of Backlog, and all of it changed here. Items 2 and 3 have a new title here. */
async function changed(service: Service): Promise<TrackerGround> {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One', { labels: ['backlog:old'] });
  tracker.open('Two');
  tracker.open('Three');
  await add({ close: 'completed', notes: true });
  await sync({ agree: true });
  await work.run('task_start', { id: '1' });
  pass(6 * MINUTE);
  await sync();
  // Later pulls don't bring the first one again.
  pass(6 * MINUTE);
  tracker.comment(3, 'Theirs');
  await sync();
  for (const id of [1, 2, 3]) await work.run('task_modify', { filter: String(id), description: `Mine ${id}` });
  await work.run('task_modify', { filter: '1', tags: '-old,+new' });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  await work.run('task_done', { id: '1' });
  await work.run('task_add', { description: 'Fresh', tags: ['share'] });
  return ground;
}

type Asked = Required<Pick<Fault, 'method' | 'path'>>;

/** The requests about one item, by what they do. Some come only after another one went wrong. */
const REQUESTS: Readonly<Record<Service, Readonly<Record<string, Asked & { after?: Fault[] }>>>> = {
  github: {
    'read the item': { method: 'GET', path: /\/issues\/1$/ },
    'edit it': { method: 'PATCH', path: /\/issues\/1$/ },
    'add a label': { method: 'POST', path: /\/issues\/1\/labels$/ },
    'remove a label': { method: 'DELETE', path: /\/issues\/1\/labels/ },
    'read its labels': {
      ...{ method: 'GET', path: /\/issues\/1\/labels/ },
      after: [{ kind: 'status', status: 404, method: 'DELETE', times: 99 }],
    },
    'add a comment': { method: 'POST', path: /\/issues\/1\/comments$/ },
    'change a comment': { method: 'PATCH', path: /\/issues\/comments\/\d+$/ },
    'read its comments': {
      ...{ method: 'GET', path: /\/issues\/1\/comments/ },
      after: [{ kind: 'cut after', method: 'POST', path: /\/issues\/1\/comments$/ }],
    },
    'make an item': { method: 'POST', path: /\/issues$/ },
  },
  jira: {
    'read the item': { method: 'GET', path: /\/issue\/\d+1\?/ },
    'edit it': { method: 'PUT', path: /\/issue\/APP-1$/ },
    'read its transitions': { method: 'GET', path: /\/issue\/APP-1\/transitions/ },
    'change its status': { method: 'POST', path: /\/issue\/APP-1\/transitions/ },
    'add a comment': { method: 'POST', path: /\/issue\/APP-1\/comment$/ },
    'change a comment': { method: 'PUT', path: /\/issue\/APP-1\/comment/ },
    'read its comments': {
      ...{ method: 'GET', path: /\/issue\/APP-1\/comment\?/ },
      after: [{ kind: 'cut after', method: 'POST', path: /\/issue\/APP-1\/comment$/ }],
    },
    'read the marks of its comments': {
      ...{ method: 'POST', path: /\/comment\/list/ },
      after: [{ kind: 'cut after', method: 'POST', path: /\/issue\/APP-1\/comment$/ }],
    },
    'make an item': { method: 'POST', path: /\/issue$/ },
  },
};

/** All statuses of refusals, without those that concern the caller, and 408, with which nobody knows what was done. */
const STATUSES = [400, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424];
const MORE = [425, 426, 428, 431, 451];

const ROWS = TRACKER_NAMES.flatMap((service) =>
  Object.entries(REQUESTS[service]).flatMap(([does, asked]) =>
    [...STATUSES, ...MORE].map((status) => ({ service, does, status, asked })),
  ),
);

/** Names of what a synchronisation left out, in any of its lists. */
const named = ({ unpushed, missing, told }: Steps) => JSON.stringify([unpushed, missing, told]);

async function checkRest({ tracker, work, sync, pass }: TrackerGround): Promise<void> {
  tracker.faults.length = 0;
  for (let i = 0; i < 3; i++) {
    pass(6 * MINUTE);
    await sync({ only: '+share' });
  }
  expect(tracker.titles().toSorted()).toEqual(['Fresh', 'Mine 1', 'Mine 2', 'Mine 3']);
  expect(tracker.at(1)).toMatchObject({ labels: ['backlog:new'], isOpen: false });
  expect(tracker.comments(1).toSorted()).toEqual(['**Backlog**: task 1 is completed.', 'A note']);
  expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
  expect(await sync({ only: '+share' })).toMatchObject({
    pushed: [],
    unpushed: [],
    comments: 0,
    missing: [],
    told: [],
  });
}

test.each(everyNth(225, ROWS))(
  '$service: an answer $status to a request to $does is a row of its own, and all others arrive',
  async ({ service, does, status, asked: { after = [], ...asked } }) => {
    const ground = await changed(service);
    const { tracker, sync } = ground;
    tracker.faults.push(...after, { kind: 'status', status, ...asked, times: 99 });
    const done = await sync({ only: '+share' });
    const isGone = does === 'read the item' && [404, 410, 451].includes(status);
    expect(named(done)).toMatch(isGone ? /doesn't find it/ : /Refused|lost|pull first/);
    expect(tracker.titles()).toEqual(expect.arrayContaining(['Mine 2', 'Mine 3']));
    expect(tracker.faults.at(-1)!.times).toBeLessThan(99);
    await checkRest(ground);
  },
);

/** What one item can be answered by a service that works, besides refusals. A retry of a read doesn't help. */
const FAILURES: Readonly<Record<string, Pick<Fault, 'kind' | 'status' | 'raw'>>> = {
  '408': { kind: 'status', status: 408 },
  '500': { kind: 'status', status: 500 },
  '503': { kind: 'status', status: 503 },
  nothing: { kind: 'cut' },
  'a page': { kind: 'raw', raw: '<html>', status: 200 },
  'a redirect elsewhere': { kind: 'raw', status: 302, headers: { location: 'https://example.com/' } } as Fault,
};

test.each(
  everyNth(
    54,
    TRACKER_NAMES.flatMap((service) =>
      Object.entries(REQUESTS[service]).flatMap(([does, asked]) =>
        Object.keys(FAILURES).map((failure) => ({ service, does, failure, asked })),
      ),
    ),
  ),
)(
  '$service: $failure as the answer to each request to $does is a row of its own, and all others arrive',
  async ({ service, failure, does, asked: { after = [], ...asked } }) => {
    const ground = await changed(service);
    const { tracker, sync } = ground;
    tracker.faults.push(...after, { ...FAILURES[failure]!, ...asked, times: 999 });
    const done = await sync({ only: '+share' });
    expect([does, named(done)]).not.toEqual([does, named({ unpushed: [], missing: [], told: [] } as unknown as Steps)]);
    expect(tracker.titles()).toEqual(expect.arrayContaining(['Mine 2', 'Mine 3']));
    await checkRest(ground);
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a service that answers nothing ends the synchronisation with its word',
  async (service) => {
    const { tracker, sync } = await changed(service);
    tracker.faults.push({ kind: 'status', status: 503, times: 999 });
    await expect(sync({ only: '+share' })).rejects.toMatchObject({ code: 'service' });
  },
);

const OF_ALL = [401, 407, 408, 429];

test.each(
  everyNth(
    39,
    TRACKER_NAMES.flatMap((service) =>
      Object.entries(REQUESTS[service]).flatMap(([does, asked]) =>
        OF_ALL.map((status) => ({ service, does, status, asked })),
      ),
    ),
  ),
)(
  '$service: an answer $status to a request to $does, which concerns the caller, loses nothing and doubles nothing',
  async ({ service, status, asked: { after = [], ...asked } }) => {
    const ground = await changed(service);
    ground.tracker.faults.push(...after, {
      kind: 'status',
      status,
      ...asked,
      headers: { 'retry-after': '3600' },
      times: 99,
    });
    await ground.sync({ only: '+share' }).catch(({ code }: { code: string }) => expect(code).toBe('service'));
    await checkRest(ground);
  },
);

test.each(
  everyNth(
    5,
    TRACKER_NAMES.flatMap((service) => [403, 404, 410, 422, 451].map((status) => ({ service, status }))),
  ),
)(
  '$service: comments of a new item that answer $status are told, and come with a later sync',
  async ({ service, status }) => {
    const { tracker, sync, pass, task, number } = await passedComment(service);
    tracker.edit(1, { title: 'Theirs' });
    pass(6 * MINUTE);
    const path = service === 'github' ? new RegExp(`/issues/${number}/comments`) : /\/issue\/APP-2\/comment/;
    tracker.faults.push({ kind: 'status', status, method: 'GET', path, times: 99 });
    const missing = [{ number, part: 'comments', why: expect.stringContaining('refused to show them') }];
    expect(await sync()).toMatchObject({ missing, changed: [{ description: 'Theirs' }] });
    const told = [expect.stringContaining('1 issue lacks comments or blockers here')];
    expect(await sync()).toMatchObject({ missing: [], told });
    tracker.faults.length = 0;
    pass(MINUTE);
    expect(await sync()).toMatchObject({ missing: [], comments: 1, told: [] });
    expect((await task(number))!.annotations?.map(({ text }) => text)).toEqual(['Their comment']);
    expect(await sync()).toMatchObject({ missing: [], comments: 0 });
  },
);

test('an item whose comments are refused, and which is deleted by then, is told as an item', async () => {
  const { tracker, add, sync, pass } = await TRACKERS.github();
  tracker.open('One');
  await add();
  await sync({ agree: true });
  pass(6 * MINUTE);
  const number = tracker.open('Two');
  tracker.comment(number, 'Their comment');
  tracker.faults.push({ kind: 'status', status: 403, method: 'GET', path: /\/issues\/2\/comments/, times: 99 });
  expect((await sync()).missing).toMatchObject([{ part: 'comments' }]);
  tracker.remove(number);
  pass(MINUTE);
  expect((await sync()).missing).toMatchObject([{ number, part: 'item' }]);
  expect(await sync()).toMatchObject({ missing: [] });
});

test.each(everyNth(2, [403, 404]))(
  'blockers that answer %i once come; refused longer, they are told, and come later',
  async (status) => {
    const { tracker, fake, add, sync, pass, task } = await TRACKERS.github();
    const { repository } = fake as unknown as FakeGitHub;
    tracker.open('One');
    tracker.open('Two');
    await add();
    const refuse = (times: number) =>
      tracker.faults.push({ kind: 'status', status, method: 'GET', path: /\/issues\/2\/dependencies/, times });
    repository.edit(2, { blockedBy: [1] });
    refuse(1);
    expect(await sync({ agree: true })).toMatchObject({ missing: [] });
    const depends = async () => (await task(2))!.depends?.length ?? 0;
    expect(await depends()).toBe(1);
    tracker.open('Three');
    pass(6 * MINUTE);
    repository.edit(2, { blockedBy: [1, 3] });
    refuse(99);
    expect(await sync()).toMatchObject({ missing: [{ number: 2, part: 'blockers' }] });
    const told = [expect.stringContaining('1 issue lacks comments or blockers here')];
    expect(await sync()).toMatchObject({ missing: [], told });
    expect(await depends()).toBe(1);
    tracker.faults.length = 0;
    pass(MINUTE);
    expect(await sync()).toMatchObject({ missing: [] });
    expect(await depends()).toBe(2);
    expect(await sync()).toMatchObject({ missing: [], changed: [] });
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: comments that can be a note whose answer was lost are told while the service refuses them, and come later',
  async (service) => {
    const { tracker, work, add, sync, pass, task } = await TRACKERS[service]();
    await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
    tracker.open('One');
    await add({ notes: true });
    await sync({ agree: true });
    await work.run('task_annotate', { id: 1, text: 'A note' });
    const path = service === 'github' ? /\/issues\/1\/comments/ : /\/issue\/APP-1\/comment/;
    tracker.faults.push({ kind: 'cut', method: 'POST', path });
    await sync();
    pass(6 * MINUTE);
    tracker.comment(1, 'Theirs');
    tracker.faults.push({ kind: 'status', status: 403, method: 'GET', path, times: 99 });
    expect(await sync()).toMatchObject({ comments: 0, missing: [{ number: 1, part: 'comments' }] });
    const told = ['1 issue lacks comments or blockers here: `backlog source show app`'];
    const lacks = { comments: 0, missing: [], unpushed: [], told };
    expect(await sync()).toMatchObject(lacks);
    // Between two refusals, they can be read: they still are no notes, and are asked for again.
    tracker.faults[0]!.from = 1;
    tracker.faults.unshift({ kind: 'status', status: 403, method: 'GET', path });
    pass(MINUTE);
    expect(await sync()).toMatchObject(lacks);
    tracker.faults.length = 0;
    pass(2 * MINUTE);
    expect(await sync()).toMatchObject({ comments: 1, missing: [] });
    expect((await task(1))!.annotations?.map(({ text }) => text)).toEqual(['A note', 'Theirs']);
    await sync();
    expect(tracker.comments(1)).toHaveLength(2);
  },
);
