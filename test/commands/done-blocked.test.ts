import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** Task 2 depends on task 1. Somebody blocked task 3 with a reason. Task 4 is free. */
async function blocked(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  await work.run('task_add', { description: 'Second', depends: ['1'] });
  await work.run('task_add', { description: 'Third' });
  await work.run('task_block', { id: '3', reason: 'waiting for legal' });
  await work.run('task_add', { description: 'Free' });
  return work;
}

const DOORS: [command: string, input: (id: string) => object][] = [
  ['task_done', (id) => ({ id })],
  ['task_move', (id) => ({ id, to: 'done' })],
];
const statusOf = async ({ run }: TestWorkspace, id: number) =>
  (await run<{ tasks: Task[] }>('task_export')).tasks.find((task) => task.id === id)!.status;

describe.each(DOORS)('a blocked task that %s completes', (command, input) => {
  test.each([
    ['2', /task 2 is blocked by #1/],
    ['3', /task 3 is blocked: waiting for legal/],
  ])('is told to a person (%s)', async (id, told) => {
    const work = await blocked();
    expect(await work.text(command, input(id))).toMatch(told);
    expect(await statusOf(work, Number(id))).toBe('completed');
  });

  test.each([
    ['2', 'is blocked by #1'],
    ['3', 'is blocked: waiting for legal'],
  ])('is refused for an agent (%s)', async (id, told) => {
    const work = await blocked();
    const error = await work.refused(command, input(id), agent('s1'));
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining(told) });
    expect(error.hint).toContain('force: true');
    expect(await statusOf(work, Number(id))).toBe('pending');
  });

  test('is not mentioned if nothing blocks it', async () => {
    const work = await blocked();
    expect(await work.run(command, input('4'))).not.toHaveProperty('despite');
    expect(await work.run(command, input('1'), agent('s1'))).not.toHaveProperty('despite');
    expect(await work.run(command, input('2'), agent('s1'))).not.toHaveProperty('despite');
  });
});

test('an agent completes it with force, and reads the reason', async () => {
  const work = await blocked();
  expect(await work.run('task_done', { id: '2', force: true }, agent('s1'))).toMatchObject({
    despite: [expect.stringContaining('task 2 is blocked by #1')],
  });
});

test('one commit of several tasks counts those that it completes itself', async () => {
  const work = await blocked();
  const { despite } = await work.run<{ despite?: string[] }>('task_done', { id: '1,2' }, agent('s1'));
  expect(despite).toBeUndefined();
});
