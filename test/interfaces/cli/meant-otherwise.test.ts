import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, meantIn } from './line.ts';

/** Lines that did something else than meant, without a word. */
test('lines that look like another one say so', async () => {
  const { cwd, say } = cli({});
  writeFileSync(join(cwd, 'jira.csv'), 'Summary,Issue key,Issue Type,Status\nA,APP-1,Bug,To Do\n');
  writeFileSync(join(cwd, 'todo.txt'), 'Call\n');
  const add = await say(['add', 'Pay', 'invoice', 'due', 'friday']);
  expect(add.err).toContain(
    "kept as text: due friday. To set the field: `backlog modify 1 --due friday --description 'Pay invoice'`",
  );
  expect((await say(['add', 'Ship', 'the', 'report'])).err).not.toContain('kept as text');
  expect((await say(['import', 'jira.csv'])).code).toBe(0);
  const listed = await say(['list', 'jira']);
  expect(listed.out + listed.err).toContain('source:jira');
  for (const words of [['jira'], ['todo.txt']]) {
    const { code, err } = await say(['export', ...words]);
    expect([code, err]).toEqual([2, expect.stringContaining('`backlog export --format csv --to tasks.csv`')]);
  }
  expect((await say(['move', 'APP-1', 'to', 'in', 'progress'])).err).toContain('`backlog move APP-1 progress`');
  expect((await say(['rename', 'APP-1', 'to', 'B'])).err).toContain('`backlog modify APP-1 --description B`');
  expect((await say(['details', '1'])).err).toContain('`backlog info 1`');
  expect((await say(['Fix the footer'])).err).toContain('`backlog add --help`');
  expect((await say(['search', 'docs'])).code).toBe(0);
  expect((await say(['add', 'Paint fence', 'high'])).err).toContain("`backlog add 'Paint fence' --priority H`");
  const { err } = await say(['import', 'https://example.com/jira.csv']);
  expect(err).not.toContain('import jira.csv');
});

test.each([
  [['run', '1', '--timeout', '30', '--agent', 'codex'], 'backlog run 1 --minutes 30 --agent codex'],
  [['night', '--only', 'project:Home +a b', '--until', '7'], "backlog night --only 'project:Home +a b' --until 7:00"],
  [['night', '--only', '$(ls)', '--until', '7'], "backlog night --only '$(ls)' --until 7:00"],
])('the line for %j keeps all of its words', async (words, line) => {
  const { say } = cli({});
  const { err } = await say(words);
  expect(`backlog ${meantIn(err)}`).toBe(line);
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
