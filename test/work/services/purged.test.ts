import { expect, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';
import { agent } from '../../support/workspace.ts';

const MINUTE = 60_000;

const purge = async ({ work }: TrackerGround, id: number) => {
  await work.run('task_delete', { id });
  await work.run('task_purge', { id });
};

/** Everything that the queue still has of items, as text. */
const storedText = ({ work }: TrackerGround) =>
  JSON.stringify([...work.opened.store.state.all('linked'), ...work.opened.store.state.all('sending')]);

const ROWS = TRACKER_NAMES.flatMap((service) =>
  (['late', '502 after', '502'] as const).map((kind) => ({ service, kind })),
);

test.each(everyNth(8, ROWS))(
  '$service: a task that is purged while its new item has no answer ($kind) does not come back',
  async ({ service, kind }) => {
    const ground = await TRACKERS[service]();
    const { tracker, work, add, sync, pass, tasks } = ground;
    await add();
    await sync({ agree: true });
    await work.run('task_add', { description: 'Secret' });
    tracker.faults.push({ kind, method: 'POST', path: tracker.makes });
    await sync({ only: '1' });
    await purge(ground, 1);
    expect(storedText(ground)).not.toContain('Secret');
    for (let i = 0; i < 3; i++) {
      pass(6 * MINUTE);
      expect(await sync()).toMatchObject({ added: [], pushed: [] });
    }
    expect([await tasks(), storedText(ground)]).toEqual([[], expect.not.stringContaining('Secret')]);
    expect(tracker.titles()).toEqual(kind === '502' ? [] : ['Secret']);
    expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
  },
);

type Step = (ground: TrackerGround, slow: (at: { method: string; path?: RegExp }) => void) => Promise<unknown>;

/** Steps that are under way while a person purges the task. */
const UNDER_WAY: Readonly<Record<string, { before: (ground: TrackerGround) => Promise<unknown>; step: Step }>> = {
  'a new item': {
    before: ({ work }) => work.run('task_add', { description: 'Secret' }),
    step: ({ tracker, sync }, slow) => {
      slow({ method: 'POST', path: tracker.makes });
      return sync({ only: '1' });
    },
  },
  'an edit': {
    async before({ work, tracker, sync }) {
      tracker.open('Secret');
      await sync();
      await work.run('task_modify', { filter: '1', description: 'Secret of mine' });
    },
    step: ({ tracker, sync }, slow) => {
      slow({ method: tracker.service === 'github' ? 'PATCH' : 'PUT' });
      return sync();
    },
  },
  'a pull': {
    async before({ tracker, sync, pass }) {
      tracker.open('Secret');
      await sync();
      pass(6 * MINUTE);
      tracker.edit(1, { title: 'Secret there' });
      tracker.comment(1, 'Secret note');
    },
    step: ({ tracker, sync }, slow) => {
      slow(tracker.service === 'github' ? { method: 'GET', path: /issues\?/ } : { method: 'POST', path: /search/ });
      return sync();
    },
  },
};

const PURGES = TRACKER_NAMES.flatMap((service) => Object.keys(UNDER_WAY).map((name) => ({ service, name })));

test.each(everyNth(8, PURGES))(
  '$service: a purge while $name is under way leaves no text, and the task stays away',
  async ({ service, name }) => {
    const ground = await TRACKERS[service]();
    const { tracker, add, sync, pass, tasks } = ground;
    await add({ notes: true });
    await sync({ agree: true });
    const { before, step } = UNDER_WAY[name]!;
    await before(ground);
    let purged = 0;
    await step(ground, (at) =>
      tracker.faults.push({ ...at, kind: 'slow', meanwhile: () => purge(ground, 1).then(() => void purged++) }),
    );
    expect([purged, storedText(ground)]).toEqual([1, expect.not.stringContaining('Secret')]);
    pass(6 * MINUTE);
    tracker.edit(1, { title: 'Secret again', isOpen: true });
    expect(await sync()).toMatchObject({ added: [], pushed: [] });
    expect([await tasks(), storedText(ground)]).toEqual([[], expect.not.stringContaining('Secret')]);
  },
);

test.each(everyNth(2, TRACKER_NAMES))('%s: a task that is purged before its turn makes no item', async (service) => {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync } = ground;
  await add();
  await sync({ agree: true });
  await work.run('task_add', { description: 'First' });
  await work.run('task_add', { description: 'Secret' });
  tracker.faults.push({ kind: 'slow', method: 'POST', path: tracker.makes, meanwhile: () => purge(ground, 2) });
  const { pushed, unpushed } = await sync({ only: 'status:pending' });
  expect(pushed).toMatchObject([{ description: 'First' }]);
  expect(unpushed).toMatchObject([{ why: 'somebody removed the task from the queue meanwhile' }]);
  expect([tracker.titles(), storedText(ground)]).toEqual([['First'], expect.not.stringContaining('Secret')]);
});

/** A queue in step with three issues, of which the first one had a task with a status comment that was purged. */
async function purgedGround(service: keyof typeof TRACKERS) {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One', { parts: ['Text'], labels: ['theirs'] });
  for (const title of ['Two', 'Three']) tracker.open(title);
  await add({ notes: true });
  await sync({ agree: true });
  tracker.comment(1, 'Their comment');
  await work.run('task_annotate', { id: 1, text: 'My note' });
  await work.run('task_start', { id: '1' });
  pass(6 * MINUTE);
  await sync();
  expect(tracker.comments(1)).toHaveLength(3);
  await purge(ground, 1);
  const again = (item: string | number, more: object = {}) =>
    work.run<Steps>('source_pull', { name: 'app', again: item, ...more });
  return { ...ground, again };
}

const NAMES = { github: [1, '#1'], jira: ['1', 'APP-1'] } as const;

test.each(
  everyNth(
    4,
    TRACKER_NAMES.flatMap((service) => NAMES[service].map((name) => ({ service, name }))),
  ),
)(
  '$service: the issue of a purged task comes back by its name, $name, with its comments; nothing is doubled there',
  async ({ service, name }) => {
    const { tracker, work, again, sync, pass, task } = await purgedGround(service);
    pass(6 * MINUTE);
    tracker.edit(2, { title: 'Changed' });
    expect(await again(name, { dry_run: true })).toMatchObject({ dryRun: true, added: [{ description: 'One' }] });
    expect(await task(1)).toBeUndefined();
    // It brings this issue only.
    expect(await again(name)).toMatchObject({ added: [{ id: 4, description: 'One' }], changed: [], left: 0, told: [] });
    const back = (await task(1))!;
    expect(back).toMatchObject({
      id: 4,
      description: 'One',
      docs: { spec: 'Text' },
      tags: ['theirs'],
      status: 'pending',
    });
    expect(back.annotations?.map(({ text }) => text)).toEqual(['Their comment', 'My note']);
    await work.run('task_modify', { filter: '4', description: 'Mine' });
    expect(await sync()).toMatchObject({ added: [], changed: [{ description: 'Changed' }], told: [] });
    expect(tracker.at(1).title).toBe('Mine');
    await work.run('task_done', { id: '4' });
    pass(6 * MINUTE);
    await sync();
    const status = expect.stringMatching(/^\*\*Backlog\*\*: task 4 is completed/);
    expect(tracker.comments(1).toSorted()).toEqual([status, 'My note', 'Their comment']);
    pass(6 * MINUTE);
    expect(await sync()).toMatchObject({ added: [], changed: [], pushed: [], comments: 0 });
  },
);

test('an undo sends it away again, and the next call brings it back', async () => {
  const { work, again, sync, pass, tasks, task } = await purgedGround('github');
  await again(1);
  await work.run('task_undo', {});
  pass(6 * MINUTE);
  expect(await sync()).toMatchObject({ added: [] });
  expect(await tasks()).toHaveLength(2);
  expect(await again(1)).toMatchObject({ added: [{ description: 'One' }] });
  expect(await task(1)).toMatchObject({ description: 'One' });
});

test('what never had a task, has one, is gone there, is no item or no service is refused; an agent asks a person', async () => {
  const ground = await purgedGround('github');
  const { tracker, work } = ground;
  const refused = async (again: string, more: object = {}) =>
    work.refused('source_pull', { name: 'app', again, ...more });
  expect(await refused('2')).toMatchObject({ code: 'nothing-to-do', message: '#2 of acme/app is task 2' });
  expect(await refused('99')).toMatchObject({ code: 'not-found', message: '#99 of acme/app has had no task yet' });
  for (const said of ['APP-1', '', 'one', '-1', '1.5', '1e3'])
    expect(await refused(said)).toMatchObject({ code: 'invalid', message: `"${said}" is no item of acme/app` });
  const asked = work.refused('source_pull', { name: 'app', again: '1' }, agent('s1'));
  expect(await asked).toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('`backlog source pull app --again 1`'),
  });
  await work.run('setting_set', { name: 'purge.agents', value: 'true' });
  expect(await work.run('source_pull', { name: 'app', again: '1', dry_run: true }, agent('s1'))).toMatchObject({
    added: [{ description: 'One' }],
  });
  tracker.remove(1);
  expect(await refused('1')).toMatchObject({ code: 'not-found', message: '#1 of acme/app was deleted there' });
  await work.run('source_add', { service: 'markdown', list: 'todo.md', name: 'todo' });
  expect(await refused('1', { name: 'todo' })).toMatchObject({ code: 'invalid' });
});
