import { expect, test } from 'vitest';
import { leavesOpen } from '../../../src/commands/source/synchronise.ts';
import type { Fault } from '../../support/faults.ts';
import { everyNth } from '../../support/soak-test.ts';
import { passedComment, TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Pauses between synchronisations of a week. */
const WEEK = [DAY, 2 * DAY, 4 * DAY];

/** For how long something is not readable: the number of answers, or always. */
const LENGTHS = { once: 1, twice: 2, 'for a week': 99_999 } as const;
const STATUSES = [404, 410, 301];
const ROWS = TRACKER_NAMES.flatMap((service) =>
  STATUSES.flatMap((status) =>
    (Object.keys(LENGTHS) as (keyof typeof LENGTHS)[]).map((length) => ({ service, status, length })),
  ),
);

/** The single read of the first item. A redirect leads to the same server. */
const refusing = ({ service, status, length }: (typeof ROWS)[number], path: RegExp): Fault => ({
  ...{ kind: 'status', status, method: 'GET', path, times: LENGTHS[length] },
  headers:
    status === 301 ? { location: service === 'github' ? '/repositories/7/issues/1' : '/rest/api/3/issue/7' } : {},
});

const itemPath = { github: /\/issues\/1(\?|$)/, jira: /\/issue\/\d+1\?/ };

/** Two items in step; the first one has a note that became a comment. */
async function inStep(service: keyof typeof TRACKERS): Promise<TrackerGround> {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One');
  tracker.open('Two');
  await add({ close: 'completed', notes: true });
  await sync({ agree: true });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  await sync();
  for (let i = 0; i < 2; i++) {
    pass(6 * MINUTE);
    tracker.comment(2, `Word ${i}`);
    await sync();
  }
  return ground;
}

test.each(everyNth(13, ROWS))(
  '$service: an item that answers $status $length, and then can be read, lost nothing on either side',
  async (row) => {
    const ground = await inStep(row.service);
    const { tracker, work, sync, pass, task } = ground;
    tracker.faults.push(refusing(row, itemPath[row.service]));
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    const first = await sync();
    const said = JSON.stringify([first.unpushed, first.missing]);
    if (row.length === 'for a week') expect(said).toMatch(/Backlog asks again after 2\d{3}-|Refused|redirect/);
    tracker.comment(1, 'Said meanwhile');
    tracker.edit(1, { labels: ['theirs'] });
    for (const pause of WEEK) {
      pass(pause);
      await sync();
      expect(await task(1)).toMatchObject({ status: 'pending', description: 'Mine' });
    }
    tracker.faults.length = 0;
    pass(DAY);
    await sync();
    pass(6 * MINUTE);
    expect(await sync()).toMatchObject({ missing: [], unpushed: [] });
    expect(tracker.at(1)).toMatchObject({ title: 'Mine', labels: ['theirs'], isOpen: true });
    expect((await task(1))!.tags).toEqual(['theirs']);
    expect((await task(1))!.annotations?.map(({ text }) => text)).toEqual(['A note', 'Said meanwhile']);
    expect(tracker.comments(1).toSorted()).toEqual(['A note', 'Said meanwhile']);
  },
);

test.each(everyNth(15, ROWS))(
  '$service: comments that answer $status $length, and then can be read, are all there',
  async (row) => {
    const { tracker, sync, pass, task, number } = await passedComment(row.service);
    pass(6 * MINUTE);
    tracker.faults.push(
      refusing(row, row.service === 'github' ? new RegExp(`/issues/${number}/comments`) : /\/issue\/APP-2\/comment/),
    );
    for (const pause of WEEK) {
      await sync();
      pass(pause);
    }
    tracker.faults.length = 0;
    await sync();
    expect(await sync()).toMatchObject({ missing: [], comments: 0 });
    expect((await task(number))!.annotations?.map(({ text }) => text)).toEqual(['Their comment']);
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: an item that is not readable is asked for with growing pauses, at once by its number, and is listed meanwhile',
  async (service) => {
    const ground = await inStep(service);
    const { tracker, work, sync, pass, requests } = ground;
    tracker.faults.push(refusing({ service, status: 404, length: 'for a week' }, itemPath[service]));
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    await sync();
    const asked = () => requests.filter(({ method, path }) => method === 'GET' && itemPath[service].test(path)).length;
    for (let n = 0; n < 4; n++) {
      const before = asked();
      pass(MINUTE * 2 ** n - 1_000);
      await sync();
      expect(asked()).toBe(before);
      pass(1_000);
      await sync();
      // It is asked for twice, for a service that lags.
      expect(asked()).toBe(before + 2);
    }
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({
      state: { missing: 1 },
      missing: [{ number: 1, part: 'item' }],
    });
    const again = () => work.run('source_pull', { name: 'app', again: '1' });
    expect(await again()).toMatchObject({ missing: [{ number: 1, part: 'item' }] });
    tracker.faults[0]!.status = 403;
    pass(DAY);
    const links = () => Array.from(work.opened.store.state.all('linked'));
    const stored = links();
    const dry = await work.run('source_pull', { name: 'app', again: '1', dry_run: true });
    expect(dry).toMatchObject({ missing: [{ number: 1, part: 'item' }] });
    expect(links()).toEqual(stored);
    tracker.faults.length = 0;
    expect(await again()).toMatchObject({ missing: [] });
    await sync();
    expect(tracker.at(1).title).toBe('Mine');
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({ state: { missing: 0 }, missing: [] });
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a note whose answer is lost, at an item that is not readable then, becomes one comment',
  async (service) => {
    const { tracker, work, sync, pass, task } = await inStep(service);
    await work.run('task_annotate', { id: 1, text: 'Lost' });
    tracker.faults.push(
      { kind: 'cut after', method: 'POST', path: /\/comment/ },
      { kind: 'status', status: 404, method: 'GET', path: /\/issues?\/(APP-)?\d*1([/?]|$)/, times: 999 },
    );
    expect(await sync()).toMatchObject({ unpushed: [{ number: 1, why: expect.stringContaining("doesn't find it") }] });
    pass(DAY);
    await sync();
    tracker.faults.length = 0;
    for (let day = 0; day < 2; day++) {
      pass(DAY);
      await sync();
    }
    expect(tracker.comments(1).toSorted()).toEqual(['A note', 'Lost']);
    expect((await task(1))!.annotations?.map(({ text }) => text)).toEqual(['A note', 'Lost']);
    expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
  },
);

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a sync names a deleted item once; then it is a state of its task, with what was not sent',
  async (service) => {
    const { tracker, work, sync, pass } = await inStep(service);
    const exit = async () => leavesOpen(await sync());
    await work.run('task_annotate', { id: 1, text: 'Lost' });
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    tracker.faults.push({ kind: 'cut', method: 'POST', path: /\/comment/ });
    await sync();
    tracker.remove(1);
    pass(MINUTE);
    const exits = [await exit()];
    await work.run('task_annotate', { id: 1, text: 'Later' });
    for (let day = 0; day < 4; day++) {
      exits.push(await exit());
      pass(DAY);
    }
    expect(exits).toEqual([true, false, false, false, false]);
    const told = '1 issue lacks changes of the queue: `backlog source show app`';
    expect(await sync()).toMatchObject({ unpushed: [], missing: [], told: [told] });
    const missing = [{ number: 1, part: 'item', why: expect.stringMatching(/Not sent: (description, )?2 notes/) }];
    expect(await work.run('source_show', { name: 'app' })).toMatchObject({
      state: { sending: 0, missing: 1 },
      missing,
    });
    expect(await work.run('task_info', { id: '1' })).toMatchObject({ missing });
    expect(await work.run('source_pull', { name: 'app', again: '1' })).toMatchObject({ missing: [{ number: 1 }] });
  },
);

test('what a newer version stored at a link stays when an item changes, is not found, or returns', async () => {
  const { tracker, work, sync, pass } = await inStep('github');
  const { store } = work.opened;
  const [id] = Array.from(store.state.all('linked')).find(([, { number }]) => number === 1)!;
  const stored = () => store.state.get('linked', id) as object;
  await store.write({ actor: { kind: 'human', name: 'ada' }, command: 'given' }, (tx) =>
    tx.put('linked', id, { ...stored(), newer: ['kept'] } as never),
  );
  tracker.edit(1, { title: 'Theirs' });
  pass(6 * MINUTE);
  await sync();
  expect(stored()).toMatchObject({ newer: ['kept'] });
  tracker.remove(1);
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  await sync();
  expect(stored()).toMatchObject({ newer: ['kept'], gone: 'deleted' });
});

test('source show lists first the issues that lack changes of the queue, and how many others it leaves out', async () => {
  const { work } = await inStep('github');
  const { store } = work.opened;
  const [first, second] = Array.from(store.state.all('linked'), ([, linked]) => linked);
  const changed = { ...second!, node: 'changed', number: 99, gone: 'deleted' as const };
  await store.write({ actor: { kind: 'human', name: 'ada' }, command: 'given' }, (tx) => {
    for (let number = 10; number < 34; number++) {
      const node = `n${number}`;
      tx.put('linked', `app/${node}`, { ...first!, node, number, gone: 'deleted' });
    }
    tx.put('linked', 'app/changed', changed);
  });
  await work.run('task_modify', { filter: '2', description: 'Mine' });
  const lines = (await work.text('source_show', { name: 'app' })).replaceAll('\n  ', '\n').trim().split('\n');
  expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(20);
  expect(lines.find((line) => line.startsWith('#'))).toMatch(/^#99, item: .*Not sent: description/);
  expect(lines.at(-1)).toBe('… and 5 more');
});
