import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, stillClock } from './line.ts';

/** Lines of a newcomer who has tasks 1 and 2, and run r1 of task 2 in review. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  for (const description of ['Fix login', 'Write docs']) await work.run('task_add', { description });
  await runIn(work, 'review', { number: 2, result: resultOf({ files: 0 }) });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project'), stillClock()).say;

test.each([
  ['run 1 -- sh -c "echo hi > hi.txt"', "agent add fixer -- sh -c 'echo hi > hi.txt' && backlog run 1 --agent fixer"],
  ['run 1 -- "npm run fix"', "agent add fixer -- sh -c 'npm run fix' && backlog run 1 --agent fixer"],
  ['run 1 --minutes 5 -- ./fix.sh', 'agent add fixer -- ./fix.sh && backlog run 1 --minutes 5 --agent fixer'],
  ['run 1 --command "echo hi > hi.txt"', "agent add fixer -- sh -c 'echo hi > hi.txt' && backlog run 1 --agent fixer"],
  ['run 1 --script fix.sh', 'agent add fixer -- sh -c fix.sh && backlog run 1 --agent fixer'],
  ['show all', 'list'],
  ['print', 'list'],
  ['setting set test "npm test"', "setting set checks.test 'npm test'"],
  ['how do I merge', 'help'],
  ['tutorial', 'demo'],
])('%s: %s', async (line, meant) => {
  const { code, err } = await sayIn(await queue())(wordsOf(line));
  expect([code, /did you mean `backlog ([^`]*)`/.exec(err)?.[1]], err).toEqual([2, meant]);
});

test('changes of a run are its changed files', async () => {
  const say = sayIn(await queue());
  expect(await say('changes r1')).toEqual(await say('run changes r1'));
});

test('a run and an agent in its line read as before', async () => {
  const { err } = await sayIn(await queue())('run 1 --agent nobody');
  expect(err).not.toContain('takes no command');
});
