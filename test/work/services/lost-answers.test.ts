import { expect, onTestFinished, test, vi } from 'vitest';
import type { Fault } from '../../support/faults.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import type { Tracker } from '../../support/tracker.ts';
import { TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Two items in step, of which the first one has a note whose answer was lost. */
async function lostComment(service: keyof typeof TRACKERS) {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync } = ground;
  tracker.open('One');
  tracker.open('Two');
  await add({ notes: true });
  await sync({ agree: true });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  tracker.faults.push({ kind: '502', method: 'POST', path: tracker.makes });
  const { unpushed } = await sync();
  const sending = () => Array.from(work.opened.store.state.all('sending'));
  return { ...ground, unpushed, sending };
}

test.each(['github', 'jira'] as const)(
  '%s: a person sees that a comment waits, and an issue that is deleted by then keeps no other one waiting',
  async (service) => {
    const { tracker, work, sync, pass, unpushed, sending } = await lostComment(service);
    const after = service === 'github' ? '14:31:00' : '14:35:00';
    const why = `the answer to a comment was lost; a sync of app after 2026-07-30T${after}Z searches for it`;
    expect(unpushed).toMatchObject([{ id: 1, number: 1, why }]);
    expect((await sync()).unpushed).toHaveLength(1);
    tracker.remove(1);
    pass(6 * MINUTE);
    await work.run('task_modify', { filter: '2', description: 'Mine' });
    const notFound = expect.stringContaining("doesn't find it");
    expect(await sync()).toMatchObject({ pushed: [{ number: 2 }], unpushed: [{ number: 1, why: notFound }] });
    // Nobody knows whether it arrived before the item can be read again.
    expect(sending()).toHaveLength(1);
  },
);

test.each([2 * 60 * MINUTE, 2 * DAY])('a clock that was set back by %i ms keeps no comment waiting', async (back) => {
  const { tracker, work, sync, sending } = await lostComment('github');
  work.pass(-back);
  tracker.pass(2 * MINUTE);
  await sync();
  expect([tracker.comments(1), sending()]).toEqual([['A note'], []]);
});

test('a change that a machine with a wrong clock sent first waits once more, and no longer', async () => {
  const { tracker, work, sync, sending } = await lostComment('github');
  const [[mark, one] = expect.fail('nothing waits')] = sending();
  await work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' }).write('given', (tx) => {
    tx.put('sending', mark, { ...one, sent: '2026-07-30T16:30:00Z' });
  });
  expect((await sync()).unpushed).toMatchObject([{ why: expect.stringContaining('after 2026-07-30T14:31:0') }]);
  tracker.pass(2 * MINUTE);
  await sync();
  expect([tracker.comments(1), sending()]).toEqual([['A note'], []]);
});

/** A note whose request waits for a pause of 65 seconds of both clocks before it is sent. */
async function pausedNote(service: keyof typeof TRACKERS) {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync } = ground;
  tracker.open('One');
  await add({ notes: true });
  await sync({ agree: true });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  const steady = performance.now.bind(performance);
  let waited = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => steady() + waited);
  onTestFinished(() => void vi.restoreAllMocks());
  const headers = {
    get 'retry-after'() {
      waited = 65_000;
      tracker.pass(waited);
      return '1';
    },
    get date() {
      return new Date(tracker.now()).toUTCString();
    },
  };
  const says = 'You have exceeded a secondary rate limit';
  const asked = { method: 'POST', path: tracker.makes };
  tracker.faults.push({ ...asked, kind: 'status', status: service === 'github' ? 403 : 429, says, headers });
  return { ...ground, asked };
}

soak.each(TRACKER_NAMES)('%s: a comment that waited for a pause before it was sent comes once', async (service) => {
  const { tracker, sync, pass, asked } = await pausedNote(service);
  tracker.faults.push({ ...asked, kind: 'late', requests: 8 });
  await sync();
  for (let i = 0; i < 2; i++) {
    pass(6 * MINUTE);
    await sync();
  }
  expect(tracker.comments(1)).toEqual(['A note']);
});

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a kill right after a pause finds the time at which the change was sent',
  async (service) => {
    const { tracker, work, fake, sync, asked } = await pausedNote(service);
    const seen: (string | undefined)[] = [];
    // What the journal has when the service gets the change is what a kill leaves.
    fake.kill = () => {
      for (const [, { sent }] of work.opened.store.state.all('sending')) seen.push(sent);
    };
    const before = tracker.now();
    tracker.faults.push({ ...asked, kind: 'kill' });
    await sync();
    expect(seen.map((sent) => Date.parse(sent!) - before >= 60_000)).toEqual([true]);
  },
);

test('an answer without a date leaves the time of the service as it was', async () => {
  const { fake, work, add, sync } = await gitHubGround();
  fake.skew = 3_650 * DAY;
  for (const title of ['One', 'Two']) fake.repository.open(title);
  await add({ notes: true });
  await sync({ agree: true });
  for (const id of [1, 2]) await work.run('task_annotate', { id, text: 'A note' });
  const asked = { method: 'POST', path: /comments$/ };
  fake.faults.push({ ...asked, kind: 'status', status: 502, headers: { date: '' } });
  fake.faults.push({ ...asked, kind: 'late', requests: 99 });
  await sync();
  const sent = Array.from(work.opened.store.state.all('sending'), ([, one]) => one.sent);
  expect(sent).toEqual(Array(2).fill(expect.stringMatching(/^2036-/)));
});

test('a label whose removal is redirected is removed again, and its tag does not come back', async () => {
  const { tracker, work, add, sync, pass, task } = await TRACKERS.github();
  tracker.open('One', { labels: ['backlog:old', 'theirs'] });
  await add();
  await sync({ agree: true });
  await work.run('task_modify', { filter: '1', tags: '-old' });
  const headers = { location: 'https://login.example/' };
  tracker.faults.push({ kind: 'raw', status: 301, method: 'DELETE', headers });
  expect((await sync()).unpushed).toEqual([]);
  tracker.comment(1, 'Changes the issue');
  pass(MINUTE);
  await sync();
  expect([tracker.at(1).labels, (await task(1))!.tags]).toEqual([['theirs'], ['theirs']]);
});

const AWAY = { location: 'https://login.example/' };

test('a redirect in answer to the status comment makes no second one', async () => {
  const { tracker, work, add, sync, pass } = await TRACKERS.github();
  tracker.open('One');
  await add();
  await sync({ agree: true });
  await work.run('task_start', { id: '1' });
  await sync();
  await work.run('task_done', { id: '1' });
  tracker.faults.push({ kind: 'raw', status: 302, method: 'PATCH', path: /comments/, headers: AWAY });
  await sync();
  pass(MINUTE);
  await sync();
  expect(tracker.comments(1)).toEqual(['**Backlog**: task 1 is completed.']);
});

test.each<[service: keyof typeof TRACKERS, name: string, fault: Omit<Fault, 'kind'>]>([
  ['github', 'something else', { method: 'GET', path: /\/issues\/1$/, raw: '{}' }],
  ['github', 'a redirect to another server', { method: 'GET', path: /\/issues\/1$/, status: 302, headers: AWAY }],
  ['jira', 'an empty answer to a change', { method: 'PUT', path: /\/issue\// }],
])('%s: %s makes no issue moved and no change done', async (service, _, fault) => {
  const { tracker, work, add, sync, pass } = await TRACKERS[service]();
  tracker.open('One');
  await add();
  await sync({ agree: true });
  // Later pulls don't bring the first one again.
  pass(6 * MINUTE);
  tracker.open('Two');
  await sync();
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  tracker.faults.push({ ...fault, kind: 'raw' });
  await sync().catch(({ code }: { code: string }) => expect(code).toBe('service'));
  await sync();
  expect(tracker.at(1).title).toBe('Mine');
});

/** What a task changes, and how often the service has it then. */
const CHANGES: Readonly<
  Record<string, { change(ground: TrackerGround): Promise<unknown>; there(tracker: Tracker): unknown[] }>
> = {
  'an edit': {
    change: ({ work }) => work.run('task_modify', { filter: '1', description: 'Mine' }),
    there: (tracker) => tracker.titles().filter((title) => title === 'Mine'),
  },
  'a comment': {
    change: ({ work }) => work.run('task_annotate', { id: 1, text: 'A note' }),
    there: (tracker) => tracker.comments(1),
  },
  'a new item': {
    change: ({ work }) => work.run('task_add', { description: 'Fresh', tags: ['share'] }),
    there: (tracker) => tracker.titles().filter((title) => title === 'Fresh'),
  },
};

test.each(
  everyNth(
    5,
    TRACKER_NAMES.flatMap((service) =>
      Object.entries(CHANGES).flatMap(([what, row]) =>
        (['raw', 'raw after'] as const).map((kind) => ({ service, what, kind, ...row })),
      ),
    ),
  ),
)(
  '$service: 503 with Retry-After in answer to $what ($kind) is kept: nothing is sent meanwhile, and the change arrives once',
  async ({ service, kind, change, there }) => {
    const ground = await TRACKERS[service]();
    const { tracker, add, sync, pass, requests } = ground;
    tracker.open('One');
    await add({ notes: true });
    await sync({ agree: true });
    await change(ground);
    const isChange = ({ method, path }: { method: string; path: string }) =>
      method !== 'GET' && !/search|match|list/.test(path);
    const sent = () => requests.filter(isChange).length;
    const before = sent();
    const path = service === 'github' ? /./ : /\/(issue|comment)(\/[\w-]+)?$/;
    for (const method of ['POST', 'PATCH', 'PUT'])
      tracker.faults.push({ kind, status: 503, method, path, headers: { 'retry-after': '3600' } });
    const now = Date.now();
    const { waits } = await sync({ only: '+share' });
    expect(Date.parse(waits!.until) - now).toBeGreaterThan(3_500_000);
    expect(sent()).toBe(before + 1);
    tracker.faults.length = 0;
    for (let i = 0; i < 2; i++) {
      pass(HOUR);
      await sync({ only: '+share' });
    }
    expect(there(tracker)).toHaveLength(1);
    expect(await sync({ only: '+share' })).toMatchObject({ pushed: [], unpushed: [], conflicts: [] });
  },
);
