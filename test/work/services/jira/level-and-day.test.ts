import { expect, test } from 'vitest';
import { jiraGround } from '../../../support/jira/ground.ts';

const MINUTE = 60_000;

async function withLevel(more: Record<string, unknown>, source: object = {}) {
  const ground = await jiraGround();
  ground.fake.site.open('One', { more });
  await ground.add(source);
  await ground.sync({ agree: true });
  ground.pass(MINUTE);
  const { work, fake, sync, tasks } = ground;
  const own = () => fake.site.find('APP-1')!.more;
  const there = (edit: object) => {
    ground.pass(MINUTE);
    fake.site.edit('APP-1', { more: { ...own(), ...edit } });
  };
  const task = async () => (await tasks())[0]!;
  return { ...ground, run: work.run, own, there, sync, task };
}

const HIGH = { priority: { name: 'Highest' }, duedate: '2026-12-24' };

test('priority and due date come in, and a change of either side goes to the other by the mapping', async () => {
  const { run, own, there, sync, task } = await withLevel(HIGH);
  expect(await task()).toMatchObject({ priority: 'H', due: '2026-12-24' });
  expect(await sync()).toMatchObject({ changed: [], pushed: [] });
  await run('task_modify', { filter: '1', due: '2026-12-24T15:00:00Z' });
  // Another hour of the same day is no change there, and no name of the same level.
  expect(await sync()).toMatchObject({ pushed: [] });
  expect(own()).toEqual(HIGH);
  await run('task_modify', { filter: '1', priority: 'L', due: '2027-01-02' });
  expect(await sync()).toMatchObject({ pushed: [{ acts: ['edit', 'edit'] }], unpushed: [] });
  expect(own()).toEqual({ priority: { name: 'Low' }, duedate: '2027-01-02' });
  expect(await sync()).toMatchObject({ changed: [], pushed: [] });
  there({ priority: { name: 'Medium' }, duedate: null });
  await sync();
  expect(await task()).toMatchObject({ priority: 'M' });
  expect((await task()).due).toBeUndefined();
  expect(await sync()).toMatchObject({ changed: [], pushed: [] });
});

test('both sides changed: a conflict with both values, which undo opens again', async () => {
  const { run, own, there, sync, task } = await withLevel(HIGH);
  await run('task_modify', { filter: '1', priority: 'L', due: '2026-12-31' });
  there({ priority: { name: 'Medium' }, duedate: '2026-12-30' });
  expect((await sync()).conflicts.map(({ field }) => field)).toEqual(['priority', 'due']);
  expect(await run('source_conflicts')).toMatchObject({
    conflicts: [
      { field: 'due', here: '2026-12-31', there: '2026-12-30' },
      { field: 'priority', here: 'L', there: 'M' },
    ],
  });
  await run('source_resolve', { id: 1, side: 'there', field: 'due' });
  await run('source_resolve', { id: 1, side: 'here', field: 'priority' });
  await sync();
  expect(own()).toEqual({ priority: { name: 'Low' }, duedate: '2026-12-30' });
  expect(await task()).toMatchObject({ priority: 'L', due: '2026-12-30' });
  expect(await sync()).toMatchObject({ changed: [], pushed: [], conflicts: [] });
});

test('an unknown priority is named and stays; the mapping gives it a meaning; none leaves both alone', async () => {
  const { run, own, sync, task } = await withLevel(
    { priority: { name: 'P0' }, duedate: '2026-12-24' },
    { map: ['due=none'] },
  );
  expect((await task()).priority).toBeUndefined();
  expect((await task()).due).toBeUndefined();
  await run('task_modify', { filter: '1', priority: 'L', due: '2027-01-02' });
  expect(await sync()).toMatchObject({ pushed: [] });
  expect(own()).toMatchObject({ priority: { name: 'P0' }, duedate: '2026-12-24' });
  await run('source_update', { name: 'app', map: ['H=P0,High'] });
  expect((await sync()).conflicts.map(({ field }) => field)).toEqual(['priority']);
  await run('source_resolve', { id: 1, side: 'there' });
  expect(await task()).toMatchObject({ priority: 'H' });
});

test('a project without the fields has none in step', async () => {
  const { run, own, sync } = await withLevel({});
  await run('task_modify', { filter: '1', priority: 'H', due: '2027-01-02' });
  expect(await sync()).toMatchObject({ pushed: [], unpushed: [] });
  expect(own()).toEqual({});
});

test('the day of a due date does not depend on the zone of the machine that synchronises', async () => {
  const ground = await withLevel(HIGH);
  const { work, own, sync } = ground;
  await sync();
  const far = work.opened.context({
    actor: { kind: 'human', name: 'ada' },
    holder: 'human:ada',
    zone: 'Pacific/Auckland',
  });
  expect(far.clock.zone).toBe('Pacific/Auckland');
  await work.run(
    'source_sync',
    { name: 'app' },
    { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', zone: 'America/Los_Angeles' },
  );
  expect(own()).toEqual(HIGH);
});
