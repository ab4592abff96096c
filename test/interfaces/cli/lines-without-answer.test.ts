import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

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

const linesMeant = (err: string) => meantIn(err)?.replaceAll('&& backlog ', '&& ');

describe('a line that had no good answer is refused with the line to type', () => {
  test.each([
    ['handoff 3 ben', 'modify 3 --agent ben'],
    ['handoff 3 @ben', 'modify 3 --agent ben'],
    ['done last', 'list sort:entry-,id- limit:1'],
    ['start the latest', 'list sort:entry-,id- limit:1'],
    ['delete newest task', 'list sort:entry-,id- limit:1'],
    ['show last', 'list sort:entry-,id- limit:1'],
    ['info latest', 'list sort:entry-,id- limit:1'],
    ['run +READY --workers 2', 'orchestrator start +READY --agents 2'],
    ['night --agent good', 'setting set runs.agent good && night start'],
    ['night start project:web --agent good', 'setting set runs.agent good && night start project:web'],
    ['night --budget 5 --agent good', 'setting set runs.agent good && night start --budget 5'],
    ['orchestrator start --agent good', 'setting set runs.agent good && orchestrator start'],
    ['schedule tonight', 'night'],
    ['log in as ben', 'whoami'],
    ['log out', 'whoami'],
    ['sync with ben', 'help store'],
    ['split 1 --repo api --repo web', "split 1 --scope 'api:**' --scope 'web:**'"],
    ['update', 'claude plugin update backlog@backlog'],
  ])('%s: %s', async (line, meant) => {
    const { code, err } = await lineIn(await queue()).say(wordsOf(line));
    expect([code, linesMeant(err) ?? /did you mean `([^`]*)`/.exec(err)?.[1]], err).toEqual([2, meant]);
  });
});

test('a note of one word can be a name, so that both lines are named', async () => {
  const { err } = await lineIn(await queue()).say('handoff 3 thanks');
  expect(err).toContain('`backlog stop 3 --handoff thanks`');
  const { out } = await lineIn(await queue()).say(wordsOf('handoff 3 "half done"'));
  expect(out).toBe('Stopped #3 Started with a handoff');
});

test('a time without a task names the night, and no task', async () => {
  const { code, err } = await lineIn(await queue()).say('schedule 22:00');
  expect([code, err]).toEqual([2, expect.not.stringContaining('modify 12')]);
  expect(err).toContain('`backlog night start`');
});

test.each([['todo buy milk'], ['task buy oat milk'], ['issue It loops']])(
  '%s has an unknown verb, so no line adds a task',
  async (line) => {
    const { code, err } = await lineIn(await queue()).say(line);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^backlog: no command ".*"\nSee all commands: `backlog help`$/),
    ]);
  },
);

test('a run of all tasks has no line that starts those that are ready', async () => {
  const { say } = lineIn(await queue());
  for (const line of ['run --all --parallel 2', 'run start --all -j 2', 'run all --jobs 2 --agent good']) {
    const { err } = await say(line);
    expect([meantIn(err), err]).toEqual([undefined, expect.not.stringContaining('It leaves out')]);
  }
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

test('a list with another ending is named', async () => {
  const { err } = await lineIn(await queue()).say('import TODO.txt');
  expect(err).toContain('`backlog import TODO.md`');
});

test('what happened at night is its report', async () => {
  const { err } = await lineIn(await queue()).say('what happened last night');
  expect(meantIn(err), err).toBe('morning');
});

describe('a list on standard input', () => {
  const LIST = '- [ ] Paint\n- [ ] Sand\n';

  test('as the description of a task, it is refused with the line that imports it', async () => {
    const { say } = lineIn(await queue());
    const { code, err } = await say('add -', LIST);
    expect([code, meantIn(err)], err).toEqual([2, 'import -']);
    expect((await say('import -', LIST)).out).toContain('Imported 2 tasks');
    expect((await say('add -', 'One\n')).out).toContain('ready One');
  });

  test('without boxes, it is refused with the whole line', async () => {
    const { say } = lineIn(await queue());
    const { err } = await say('import -', 'Paint\nSand\n');
    expect(meantIn(err), err).toBe('import - --format markdown');
    expect((await say(meantIn(err)!, 'Paint\nSand\n')).out).toContain('Imported 2 tasks');
  });

  test('without text, no folder is imported', async () => {
    const { code, err } = await lineIn(await queue()).say('import -', '');
    expect([code, err]).toEqual([2, expect.stringMatching(/the text to import is empty\n.*`backlog import TODO.md`/)]);
  });
});
