import { expect, test } from 'vitest';
import { resolveConflicts } from '../../../src/work/services/resolve.ts';
import { findTask } from '../../../src/work/task/find.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { ADA } from '../../support/workspace.ts';

/** A queue with five issues in step. */
async function inStep() {
  const ground = await gitHubGround();
  const { fake, work } = ground;
  for (let i = 1; i <= 5; i++) fake.repository.open(`Issue ${i}`, { body: 'Text' });
  await ground.add();
  await ground.sync({ agree: true });
  fake.repository.pass(5_000);
  const records = (kind: 'linked' | 'sending' | 'conflict') => Array.from(work.opened.store.state.all(kind)).sort();
  return { ...ground, records };
}

test('of two doors that decide one conflict at once, one does, and the other is told', async () => {
  const { work, fake, sync, records } = await inStep();
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  fake.repository.edit(1, { title: 'Theirs' });
  await sync();
  const context = work.opened.context(ADA);
  const ask = { task: findTask(context.queue, '1'), field: undefined, source: undefined };
  // The other door decides after this one has looked, and before it writes.
  const late: typeof context.write = async (name, fn) => {
    await work.run('source_resolve', { id: '1', side: 'here' });
    return context.write(name, fn);
  };
  await expect(
    resolveConflicts(context, (fn) => late('source_resolve', fn), { ...ask, side: 'there' }),
  ).rejects.toMatchObject({
    code: 'conflict',
    message: 'the conflict of task 1 in description was decided or changed meanwhile',
  });
  expect(records('conflict')).toMatchObject([[expect.anything(), { resolved: { side: 'here' } }]]);
  await sync();
  expect(fake.repository.issues.get(1)!.title).toBe('Mine');
});

test('a source that is disabled while it pushes stops, and what it sent is recognised later', async () => {
  const { work, fake, sync, push, records } = await inStep();
  for (let i = 1; i <= 5; i++) await work.run('task_modify', { filter: String(i), description: `Mine ${i}` });
  let disabled: Promise<unknown> | undefined;
  const act = () => {
    disabled = work.run('source_disable', { name: 'app' });
  };
  fake.late.push({ requests: 3, ms: 1_000_000, act });
  expect((await work.refused('source_push', { name: 'app' })).message).toBe('source app was disabled meanwhile');
  await disabled;
  const mine = () => [...fake.repository.issues.values()].filter(({ title }) => title.startsWith('Mine')).length;
  expect(mine()).toBeLessThan(5);
  await work.run('source_enable', { name: 'app' });
  await sync();
  expect([mine(), records('sending')]).toEqual([5, []]);
  expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
});

test('a source is not removed while it is synchronised; an undo of its removal brings its links back', async () => {
  const { work, fake, sync, tasks, records } = await inStep();
  let removed: Promise<{ message: string; hint?: string }> | undefined;
  const act = () => {
    removed = work.refused('source_remove', { name: 'app' }) as never;
  };
  fake.late.push({ requests: 1, ms: 1_000_000, act });
  await sync();
  expect(await removed).toMatchObject({
    message: 'another process is synchronising app',
    hint: 'Stop it: `backlog source disable app`. Then remove the source.',
  });
  const before = records('linked');
  await work.run('source_remove', { name: 'app' });
  expect(records('linked')).toEqual([]);
  await work.run('task_undo', {});
  expect(records('linked')).toEqual(before);
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  expect(await sync()).toMatchObject({ added: [], pushed: [{ number: 1 }], conflicts: [] });
  expect(await tasks()).toHaveLength(5);
});
