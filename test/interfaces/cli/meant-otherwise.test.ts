import { expect, test } from 'vitest';
import { cli } from './line.ts';

test.each([
  [['run', '1', '--timeout', '30', '--agent', 'codex'], 'backlog run 1 --minutes 30 --agent codex'],
  [['night', '--only', 'project:Home +a b', '--until', '7'], "backlog night --only 'project:Home +a b' --until 7:00"],
  [['night', '--only', '$(ls)', '--until', '7'], "backlog night --only '$(ls)' --until 7:00"],
])('the line for %j keeps all of its words', async (words, line) => {
  const { say } = cli({});
  const { err } = await say(words);
  expect(err).toContain(`\`${line}\``);
  expect(err).not.toContain('leaves out');
});

test('flags for a day, an order, and one tag more or less do what they say', async () => {
  const { say } = cli({});
  await say(['add', 'A', '+one', '+two']);
  await say(['modify', '1', '--add-tag', 'three', '--priority', 'H']);
  await say(['modify', '1', '--remove-tag', 'one']);
  const { out } = await say(['list', '--by', 'due', '--json']);
  expect(JSON.parse(out).tasks).toMatchObject([{ tags: ['two', 'three'], priority: 'H' }]);
  expect((await say(['usage', '--today', '--by', 'task'])).code).toBe(0);
});

test('a quoted description is taken as it is written, and a word for a task before it is none of it', async () => {
  const { say } = cli({});
  for (const text of ['subtask list jumps to 2', 'Upgrade UTF-8 reader --for bob', 'task: Buy milk'])
    expect((await say(['add', text])).out).toContain(text);
  const { out } = await say(['add', 'task:', 'Buy', 'milk']);
  expect(out).toContain('Buy milk');
  expect(out).not.toContain('task: ');
});
