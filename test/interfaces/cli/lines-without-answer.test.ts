import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Tasks 1 and 2 are ready, task 3 is in work, task 4 has run r1 in review, and an agent is installed. */
const queue = workspaces(async (work) => {
  await gitProject(work, { 'TODO.md': '- [ ] By hand\n- [ ] And more\n' });
  for (const description of ['First', 'Second', 'Started', 'Reviewed']) await work.run('task_add', { description });
  await work.run('task_start', { id: 3 });
  await work.run('agent_add', { name: 'good', argv: ['sh', '-c', 'true'] });
  await runIn(work, 'review', { number: 4, result: resultOf() });
});

const lineIn = ({ folder }: TestWorkspace, isTerminal = true) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, isTerminal, join(folder, 'project'));

const meantIn = (err: string) => /did you mean `backlog ([^`]*)`/.exec(err)?.[1]?.replaceAll('&& backlog ', '&& ');

describe('a line that had no good answer is refused with the line to type', () => {
  test.each([
    ['done last', 'list sort:entry-,id- limit:1'],
    ['start the latest', 'list sort:entry-,id- limit:1'],
    ['delete newest task', 'list sort:entry-,id- limit:1'],
    ['show last', 'list sort:entry-,id- limit:1'],
    ['info latest', 'list sort:entry-,id- limit:1'],
    ['in-progress 2', 'move 2 progress'],
    ['wip 2', 'move 2 progress'],
    ['schedule tonight', 'night'],
    ['log in as ben', 'whoami'],
    ['log out', 'whoami'],
    ['update', 'claude plugin update backlog@backlog'],
  ])('%s: %s', async (line, meant) => {
    const { code, err } = await lineIn(await queue()).say(wordsOf(line));
    expect([code, meantIn(err) ?? /did you mean `([^`]*)`/.exec(err)?.[1]], err).toEqual([2, meant]);
  });
});

test.each([])('%s could be a new task: %s', async (line, meant) => {
  const { code, err } = await lineIn(await queue()).say(line);
  expect([code, err]).toEqual([2, expect.stringContaining(`Nearest lines: \`backlog ${meant}\``)]);
});

test('an amount behind a flag is the id of no task', async () => {
  const { err } = await lineIn(await queue()).say('run --all --parallel 2 --cost 3');
  expect(err).not.toMatch(/`backlog \w+ (?:2|3|2 3)`/);
});

test.each([
  ['done --tasks 1,2', /Completed #1/],
  ['list --ids 1,2', /First[\s\S]*Second/],
  ['start --task-ids 2', /Started/],
])('%s selects these tasks', async (line, told) => {
  const { code, out, err } = await lineIn(await queue()).say(line);
  expect([code, out], err).toEqual([0, expect.stringMatching(told)]);
});

test('no suggestion drops the tasks of a night', async () => {
  const { say } = lineIn(await queue());
  expect((await say('night --task-list 1,2')).err).not.toContain('did you mean `backlog night start`');
  expect((await say('night --tasks 1,2')).err).toMatch(/Tasks +1,2/);
});

test('what happened at night is its report', async () => {
  const { err } = await lineIn(await queue()).say('what happened last night');
  expect(meantIn(err), err).toBe('morning');
});

describe('a list on standard input', () => {
  test('without boxes, it is refused with the whole line', async () => {
    const { say } = lineIn(await queue());
    const { err } = await say('import -', 'Paint\nSand\n');
    expect(meantIn(err), err).toBe('import - --format markdown');
    expect((await say(meantIn(err)!, 'Paint\nSand\n')).out).toContain('Imported 2 tasks');
  });
});
