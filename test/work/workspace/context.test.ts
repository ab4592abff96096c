import { expect, test } from 'vitest';
import type { Context } from '../../../src/work/workspace/context.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

const renameFirst = (context: Context, text: string) =>
  context.write('given', (tx) => {
    const task = context.queue.byId(1)!;
    tx.put('task', task.uuid, { ...task, description: text });
  });

test('what a context writes is signed by its own caller, and so is what one writes that was made of it for another', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const told: string[] = [];
  const context = opened.context({ ...ADA, wrote: () => told.push('ada') });
  const other = context.with({ caller: { ...agent('s1'), wrote: () => told.push('agent') } });
  await renameFirst(other, 'Second');
  await renameFirst(context, 'Third');
  expect(other.caller.holder).toBe('s1');
  expect(other.files).toBe(context.files);
  expect(told).toEqual(['agent', 'ada']);
  const { commits } = await run<{ commits: { actor: { name: string } }[] }>('task_history', { command: 'given' });
  expect(commits.map(({ actor }) => actor.name)).toEqual(['ada', 'claude-code']);
});

test('the repositories of a context are one object until the record of one changes, also inside of a transaction', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const context = opened.context(ADA);
  const before = context.repositories;
  await renameFirst(context, 'Second');
  expect(context.repositories).toBe(before);
  const [home] = before.all;
  const inside = await context.write('given', (tx) => {
    tx.put('repository', home!.name, { ...home!, target: 'release' });
    return context.repositories.all[0]?.target;
  });
  expect(inside).toBe('release');
  expect(context.repositories.all[0]?.target).toBe('release');
  expect(before.all[0]?.target).toBeUndefined();
});
