import { expect } from 'vitest';
import type { Tracker } from '../../support/tracker.ts';
import { TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;

/** A queue with three items in step, and every kind of change on both sides since. */
export async function changedSides(
  service: Tracker['service'],
  options: Parameters<(typeof TRACKERS)['github']>[0] = {},
): Promise<TrackerGround> {
  const ground = await TRACKERS[service](options);
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One', { parts: ['Text'], labels: ['backlog:old', 'theirs'] });
  tracker.open('Two', { parts: ['Text'] });
  tracker.open('Three', { parts: ['First', 'Second'] });
  await add({ close: 'completed', notes: true });
  await sync({ agree: true });
  await work.run('task_start', { id: '2' });
  pass(6 * MINUTE);
  await sync();
  pass(6 * MINUTE);
  await work.run('task_modify', { filter: '1', description: 'Mine', tags: '-old,+new' });
  await work.run('task_doc_write', { id: 1, content: 'My text' });
  await work.run('task_annotate', { id: 1, text: 'A note' });
  await work.run('task_done', { id: '2' });
  await work.run('task_doc_write', { id: 3, content: 'First\n\nMy second' });
  await work.run('task_add', { description: 'Fresh', tags: ['share'], spec: 'Why' });
  tracker.comment(1, 'Their comment');
  tracker.edit(3, { title: 'Theirs', parts: ['Their first', 'Second'] });
  tracker.open('New there', { parts: ['Text'] });
  pass(2_000);
  return ground;
}

/** Synchronises until both sides rest, and checks that each change arrived once, on the other side. */
export async function checkRest({ tracker, work, sync, tasks, pass }: TrackerGround): Promise<void> {
  tracker.faults.length = 0;
  for (let i = 0; i < 3; i++) {
    pass(6 * MINUTE);
    await sync({ only: '+share' });
  }
  const there = tracker.titles().map((_, i) => ({ ...tracker.at(i + 1), comments: tracker.comments(i + 1) }));
  const state = expect.stringMatching(/^\*\*Backlog\*\*: task 2 is completed/);
  expect(
    there.sort((a, b) => (a.title < b.title ? -1 : 1)).map((one) => ({ ...one, comments: one.comments.toSorted() })),
  ).toEqual([
    { title: 'Fresh', parts: ['Why'], labels: ['backlog:share'], isOpen: true, comments: [] },
    {
      title: 'Mine',
      parts: ['My text'],
      labels: ['theirs', 'backlog:new'],
      isOpen: true,
      comments: ['A note', 'Their comment'],
    },
    { title: 'New there', parts: ['Text'], labels: [], isOpen: true, comments: [] },
    { title: 'Theirs', parts: ['Their first', 'My second'], labels: [], isOpen: true, comments: [] },
    { title: 'Two', parts: ['Text'], labels: [], isOpen: false, comments: [state] },
  ]);
  const here = (await tasks()).map(({ description, docs, tags = [], status, annotations = [] }) => ({
    ...{ description, spec: docs?.spec, tags: tags.toSorted(), status },
    notes: annotations.map(({ text }) => text).sort(),
  }));
  expect(here.sort((a, b) => (a.description < b.description ? -1 : 1))).toEqual([
    { description: 'Fresh', spec: 'Why', tags: ['share'], status: 'pending', notes: [] },
    {
      description: 'Mine',
      spec: 'My text',
      tags: ['new', 'theirs'],
      status: 'pending',
      notes: ['A note', 'Their comment'],
    },
    { description: 'New there', spec: 'Text', tags: [], status: 'pending', notes: [] },
    { description: 'Theirs', spec: 'Their first\n\nMy second', tags: [], status: 'pending', notes: [] },
    { description: 'Two', spec: 'Text', tags: [], status: 'completed', notes: [] },
  ]);
  expect(await sync()).toMatchObject({ added: [], changed: [], pushed: [], unpushed: [], conflicts: [], comments: 0 });
  for (const kind of ['sending', 'conflict'] as const)
    expect(Array.from(work.opened.store.state.all(kind)), kind).toEqual([]);
}
