import { expect, test } from 'vitest';
import { everyNth } from '../../support/soak-test.ts';
import { TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

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

test.each(everyNth(4, ROWS))(
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

test.each(everyNth(4, PURGES))(
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
