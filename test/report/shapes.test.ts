import { describe, expect, test } from 'vitest';
import { forestOf, treeLines, wavesOf } from '../../src/commands/task/query/shapes.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';

const AT = '2026-07-30T14:30:00Z';

function task(id: number, more: Partial<Task> = {}): Task {
  return {
    ...{ uuid: `u${id}`, id, description: `Task ${id}`, status: 'pending', entry: AT, modified: AT },
    ...more,
  } as Task;
}

const part = (id: number, parent: number, more: Partial<Task> = {}) => task(id, { parent: `u${parent}`, ...more });
const behind = (id: number, ...depends: number[]) => task(id, { depends: depends.map((one) => `u${one}`) });

describe('a forest', () => {
  const tree = (tasks: Task[], wanted = tasks) =>
    treeLines(forestOf(wanted, createQueue(tasks))).map(
      ({ task: { id }, follows, closed, of }) =>
        `${follows.map((more) => (more ? '+' : '.')).join('')}${id} ${closed}/${of}`,
    );

  test('has subtasks below their task, and counts those that are done', () => {
    const tasks = [task(1), part(2, 1), task(3), part(4, 1), part(5, 2, { status: 'completed' })];
    expect(tree(tasks)).toEqual(['1 0/2', '+2 1/1', '+.5 0/0', '.4 0/0', '3 0/0']);
  });

  test('leads to the nearest ancestor that is wanted', () => {
    const tasks = [task(1), part(2, 1), part(3, 2)];
    expect(tree(tasks, [tasks[0]!, tasks[2]!])).toEqual(['1 0/1', '.3 0/0']);
    expect(tree(tasks, [tasks[2]!])).toEqual(['3 0/0']);
  });

  test('holds every task once, in circles too', () => {
    expect(tree([part(1, 2), part(2, 1), part(3, 1)]).map((line) => line.at(0))).toEqual(['1', '2', '3']);
  });
});

describe('waves', () => {
  const waves = (tasks: Task[], wanted = tasks) =>
    wavesOf(wanted, createQueue(tasks)).map((wave) => wave.map(({ task: { id }, after: of }) => [id, ...of]));

  test('begin with what waits for nothing', () => {
    expect(waves([behind(3, 1, 2), task(1), behind(2, 1), task(4)])).toEqual([[[1], [4]], [[2, 1]], [[3, 1, 2]]]);
  });

  test('bring along what is waited for, and leave out what is closed', () => {
    const tasks = [task(1), behind(2, 1), task(3, { status: 'completed' }), behind(4, 2, 3)];
    expect(waves(tasks, [tasks[3]!])).toEqual([[[1]], [[2, 1]], [[4, 2]]]);
  });

  test('have a parent behind its open subtasks', () => {
    expect(waves([part(2, 1), task(1), part(3, 1, { depends: [task(2).uuid] }), behind(4, 1)])).toEqual([
      [[2]],
      [[3, 2]],
      [[1, 2, 3]],
      [[4, 1]],
    ]);
  });

  test('have none of a circle in them', () => {
    expect(waves([behind(1, 2), behind(2, 1), task(3)])).toEqual([[[3]]]);
  });

  test('take a chain of ten thousand', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => (i === 0 ? task(1) : behind(i + 1, i)));
    expect(waves(chain)).toHaveLength(10_000);
  });
});
