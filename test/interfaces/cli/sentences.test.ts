import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shellWords } from '../../../src/base/shell-word.ts';
import { parseInput } from '../../../src/commands/parse.ts';
import type { BacklogError } from '../../../src/domain/errors.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { ADA, type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn, respelledAtNoon } from './line.ts';

/** Task 1 has a run in review, task 6 came from an issue with the number 34, and task 7 is completed. */
const queue = workspaces(async (work) => {
  await gitProject(work, { 'login.js': 'a\n', 'issues.json': ISSUES });
  await work.opened.context(ADA).make();
  for (const input of [
    { description: 'Fix login', tags: ['bug'], project: 'web', scope: 'login.js' },
    { description: 'Write docs', tags: ['docs'] },
    { description: 'Call the bank', due: '2099-12-01' },
    { description: 'Fix logout' },
    { description: 'Started' },
  ])
    await work.run('task_add', input);
  await work.run('task_start', { id: 5 });
  await work.run('task_import', { from: 'issues.json' });
  await work.run('task_add', { description: 'Over' });
  await work.run('task_done', { id: '7' });
  await work.run('agent_add', { name: 'helper', argv: ['sh', '-c', 'true'] });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

const ISSUES = JSON.stringify([
  { number: 34, title: 'Crash', state: 'OPEN', labels: [], url: 'https://github.com/a/b/issues/34' },
]);

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project')).say;

/** Lines that start an agent or an editor, or change files of clients. They are read, and not run. */
const ONLY_READ =
  /^(?:run_start|night_start|task_edit|connect|run_compare|run_stop|run_approve|store_move|source_resolve)$/;

/** Runs a suggested line to its end in this process, or reads it. */
async function play(work: TestWorkspace, line: string): Promise<void> {
  const [first = '', ...others] = line.split(' && backlog ');
  if (others.length > 0) {
    for (const each of [first, ...others]) await play(work, each);
    return;
  }
  const { command, rest } = meantBy(respelledAtNoon(shellWords(line)!))!;
  const { input } = parseArgs(command, rest);
  if (command.where === 'machine' || ONLY_READ.test(command.name)) parseInput(command, input);
  else
    await work.run(command.name, input).catch((error: BacklogError) => {
      if (error.code !== 'nothing-to-do') throw error;
    });
}

/** Lines as newcomers type them, with the line to type. `undefined` stands for none: each line would do more than was meant. */
const LINES: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  'a change of a field has any order of its words': {
    'give priority high to 2': 'modify 2 --priority high',
    'remove due of 3': "modify 3 --due ''",
    'due 3 clear': "modify 3 --due ''",
    'add tag urgent to 2': 'modify 2 --tags +urgent',
    'remove tag docs from 2': 'modify 2 --tags -docs',
    'tags of 2 to a,b': 'modify 2 --tags a,b',
    'tag 2 with late': 'modify 2 --tags +late',
    'tag 2 3 4 with soon': 'modify 2,3,4 --tags +soon',
    'untag soon from 2': 'modify 2 --tags -soon',
    'give 3 to bob by friday': 'modify 3 --agent bob',
    'split 2 into "Part one" and "Part two"': "add 'Part one' --parent 2 && backlog add 'Part two' --parent 2",
    'add dep 3 to 2': 'modify 2 --depends +3',
    'add criterion "It logs out" to 2': "modify 2 --criterion 'It logs out'",
    // The flag sets the whole list, so that a line with it would drop the others.
    'scope 1 add login.test.js': 'edit 1',
    'remove login.js from the scope of 1': 'edit 1',
    'scope add 1 login.test.js': 'edit 1',
    // One element more leaves the others in the list.
    'give label x to 2': 'modify 2 --tags +x',
    'set file of 1 to login.test.js': 'edit 1',
    'tag 2 with -x': 'modify 2 --tags -x',
    // One element is named, but not which one. All of them would be more than was meant.
    'delete criterion 2': 'edit 2',
    'delete tag 2': 'edit 2',
    'remove dep 3': 'edit 3',
    'remove tags of 2': "modify 2 --tags ''",
  },
  'an exception leaves the named tasks and runs': {
    'complete tasks 2 and 3 but not 4': 'complete 2,3',
    'done 4-6 except 5': 'done 4,6',
    'approve r1 but not r2': 'approve r1',
    'stop all runs except r2': 'run list',
    'delete all but 4': 'list',
  },
  'an exception can name several, or some of those before it': {
    // As a filter, each would be task 5.
    'done 2-6 but not 3 or 5': 'done 2,4,6',
    'done +bug but not 1 or 5': 'list',
    'reopen #2, #4 and #3 except #3': 'reopen 2,4',
  },
  'a question is a list': {
    'list all tasks that are not done': 'list',
    'show me everything due this week': 'list +WEEK',
    'how many tasks are overdue': 'count +OVERDUE',
    'how many tasks did i finish today': 'count +COMPLETED end:today',
    'list tasks created since monday': 'list entry.after:monday-1w',
    'list tasks due by friday': 'list due.by:friday',
    'list tasks without a due date': 'list due.none:',
    'show all high priority tasks': 'list priority:H',
    'show tasks in project web': 'list project:web',
    'show overdue tasks of bob': 'list +OVERDUE agent:bob',
    'list everything tagged docs': 'list +docs',
    'count tasks not started': 'count -ACTIVE',
    'list all tasks of 3': 'list parent:3',
    'list tasks by due': 'list sort:due+',
    'show all tasks by urgency': 'list sort:urgency-',
    'list tasks by bob': 'list agent:bob',
    'show tasks for friday': 'list due:friday',
    // A sentence that changes tasks is first a list of them.
    'reopen everything i finished today': 'list +COMPLETED end:today',
  },
  'a run and a night have the limits of their sentence': {
    'run 2 x3 --agent helper': 'run 2 --attempts 3 --agent helper',
    'run 2 with helper 3 times': 'run 2 --agent helper --attempts 3',
    'run 2,3 x3': 'run 2,3 --attempts 3',
    'run 2,3 tonight until 6': 'night 2,3 --until 6:00',
    'run 2 for 30 minutes': 'run 2 --minutes 30',
    'run 2 with 3 attempts and at most $4': 'run 2 --attempts 3 --cost 4',
    'run everything with helper': undefined,
    'night until 6am with at most $20': 'night --until 6am --budget 20',
    'run 2 using helper for at most 20 minutes': 'run 2 --agent helper --minutes 20',
    'night 22:00-06:00': 'night --until 06:00',
    'night 2 until 6': 'night 2 --until 6:00',
    'night 22:00 till 6': 'night --until 6:00',
    'start night from 22 to 6 --budget 5': 'night --until 6:00 --budget 5',
    'run "Fix logout" --agent helper': 'run 4 --agent helper',
    'run "Something new" --agent helper': undefined,
    'run "Fix logout" "Something new"': undefined,
    // A flag that the command knows stays, whatever is beside it.
    'run 2 --agent helper --timeout 30 --foo': 'run 2 --minutes 30 --agent helper',
    'run 2 --timeout=30 --agent helper --retries 0': 'run 2 --minutes 30 --agent helper',
    'run 2 --agent helper --effort high': 'run 2 --agent helper',
    'run 2 --timeout 30 --budget 2': 'run 2 --minutes 30 --budget 2',
    // Without its limit, a line would spend more.
    'night --max-runs 3': undefined,
    'orchestrator start --max-usd 3': undefined,
    'compare r2 r3': undefined,
  },
  'a word of other programs has its line': {
    'disconnect codex --dry': 'connect codex --remove --dry',
    'resolve 1 --ours': 'source resolve 1 here',
    'resolve 1 --theirs': 'source resolve 1 there',
    'unimport issues.json': 'history --command import',
    'approve all green': 'review',
    'lock login.js for bob': 'claim check login.js',
    'who is working on 5': 'info 5',
    'use shop': 'queue list',
    'done #34': undefined,
    'discard r4': undefined,
    'agents stop r1': undefined,
  },
};

test.each(Object.entries(LINES))('%s', async (_, rows) => {
  const work = await queue();
  const say = sayIn(work);
  const wrong: string[] = [];
  for (const [line, meant] of Object.entries(rows)) {
    const { code, out, err } = await say(wordsOf(line));
    if (code === 0 || out !== '' || meantIn(err) !== meant) wrong.push(`${line}: ${out}${err}`);
    if (meant !== undefined)
      await play(work, meant).catch((error) => wrong.push(`${line}: ${meant}: ${error.message}`));
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['token add ci --expires 30 days', 'token add ci --expires 30d'],
  ['pr ready', 'review'],
  ['show all tokens', 'token list'],
  // `web` is a project of the queue, and `bob` a person.
  ['show overdue tasks of web', 'list +OVERDUE agent:web'],
  ['show overdue tasks of bob', 'list +OVERDUE agent:bob'],
  // A question is answered, and never by a line that acts.
  ['is 2 done', 'info 2'],
  ['should I delete 2', undefined],
  ['has 2 been done', undefined],
  // A word that no intent has leaves a line without one.
  ['never approve r1', undefined],
  ['please do not start 2', undefined],
])('words in any order have the line of their intent: %s', async (line, meant) => {
  const { code, err } = await sayIn(await queue())(wordsOf(line));
  expect([code, meantIn(err)], err).toEqual([2, meant]);
});

test('a text keeps its words, also those of an exception or a field', async () => {
  const say = sayIn(await queue());
  for (const line of [
    'annotate 3 all but 4',
    'note 3 tasks 1 and 2 but not 4',
    'add tasks 2 and 3 but not 4',
    'add project 3 layout',
    'add type 2 errors',
  ])
    expect(await say(line), line).toMatchObject({ code: 0, err: '' });
  const { out } = await say('list --json');
  for (const text of [
    'all but 4',
    'tasks 1 and 2 but not 4',
    'tasks 2 and 3 but not 4',
    'project 3 layout',
    'type 2 errors',
  ])
    expect(out).toContain(text);
});

test('a line about another thing is not about the task with its number', async () => {
  const say = sayIn(await queue());
  for (const line of [
    'claim delete 2',
    'goal done 2',
    'goal delete 2',
    'night delete 2',
    'night done 2',
    'config delete 2',
    'inbox done 2',
    'board delete 2',
  ]) {
    const { code, err } = await say(line);
    expect(code, line).toBeGreaterThan(0);
    expect(err, line).not.toMatch(/`backlog (?:delete|done) 2/);
  }
});

test('a flag that leaves tasks out is a term of the filter', async () => {
  const say = sayIn(await queue());
  for (const [line, meant] of [
    ['list --label bug --not-label docs', 'list +bug -docs'],
    ['list --mine --not-blocked', 'list agent:@me -BLOCKED'],
    ['list --exclude-tag bug,docs', 'list -bug -docs'],
    ['list --exclude-project web', 'list project.not:web'],
    ['list --not-project web,api', 'list project.not:web project.not:api'],
    ['list --not-agent bob,ada', 'list agent.not:bob agent.not:ada'],
    ['list --without-due', 'list due.none:'],
    ['list --without-project web', 'list project.not:web'],
    ['list --without-tag bug', 'list -bug'],
    ['list --without-tag --limit 3', 'list tags.none: --limit 3'],
    ['list --no-project docs', 'list project.none: docs'],
  ] as const)
    expect(await say(line), line).toEqual(await say(meant));
});

test('a sentence that is no command stays a text or a search', async () => {
  const say = sayIn(await queue());
  for (const line of [
    'add milk but not 2',
    'add due dates to 3',
    'add title page to 2',
    'add label support to the 2',
    'list fix login',
    'list open tasks',
    'list mine and blocked',
    'count closed since monday',
    'search milk -i',
  ])
    expect((await say(line)).code, line).toBe(0);
  const { out } = await say('list');
  for (const text of ['milk but not 2', 'due dates to 3', 'title page to 2', 'label support to the 2'])
    expect(out).toContain(text);
});

test('a run in the background, and the rights of a token, have the flags of other programs', async () => {
  const read = (line: string) => {
    const { command, rest } = meantBy(wordsOf(line))!;
    return parseArgs(command, rest).input;
  };
  expect(read('run 2 --agent helper --attempts=2 --in-background')).toEqual(read('run 2 --agent helper --attempts 2'));
  // Without its value, the token would have the default right.
  expect(read('token add ci --scope read,write')).toEqual(read('token add ci --rights read,write'));
});
