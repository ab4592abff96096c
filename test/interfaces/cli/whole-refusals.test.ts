import { expect, test } from 'vitest';
import { workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

const queue = workspaces(async (work) => {
  for (const description of ['Fix login', 'Gone', 'Write docs'])
    await work.run('task_add', { description, acceptance: ['it works'] });
  await work.run('task_delete', { id: '2' });
});

/** A line, its code, and what a person reads. */
const LINES: readonly (readonly [line: string, code: number, says: string])[] = [
  ...['move 2 done', 'done 2'].map((line) => [line, 1, 'task 2 is already deleted'] as const),
  ['done 1 --evidence "it works"', 2, `Write it as \`--evidence '[{"criterion": 1, "text": "npm test: 41 passed"}]'\``],
  ...['delete all', 'delete everything', 'done any', 'modify all --priority H'].map(
    (line) => [line, 2, 'Name tasks by their ids, `3,5`, or by a filter, `project:web +bug`'] as const,
  ),
];

test.each(LINES)('%s: %d %s', async (line, code, says) => {
  const work = await queue();
  const { say } = cli({ BACKLOG_DIR: `${work.folder}/store` });
  const before = work.opened.store.state.seq;
  const said = await say(wordsOf(line));
  await work.opened.store.refresh();
  expect([said.code, work.opened.store.state.seq], said.err).toEqual([code, before]);
  expect(said.err).toContain(says);
  expect(said.err).not.toMatch(/is a state/);
});

test('the form of the evidence completes the task', async () => {
  const work = await queue();
  const { say } = cli({ BACKLOG_DIR: `${work.folder}/store` });
  const { err } = await say(wordsOf('done 1 --evidence works'));
  const [, flag, value] = /`(--evidence) '([^']+)'`/.exec(err)!;
  expect(await say(['done', '1', flag!, value!])).toMatchObject({ code: 0 });
});
