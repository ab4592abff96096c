import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BacklogError } from '../../../src/domain/errors.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy, resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { meaningOf } from '../../../src/interfaces/cli/words/spellings/phrases/intent.ts';
import { INTENTS } from '../../../src/interfaces/cli/words/spellings/phrases/intents.ts';
import { firstWordsOf, phrasePatterns } from '../../../src/interfaces/cli/words/spellings/phrases/patterns.ts';
import { ALONE, LINES, SUGGESTIONS, type Suggestion } from '../../../src/interfaces/cli/words/spellings.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn, respelledAtNoon } from './line.ts';

/** A queue in which each thing exists that a suggestion names: task 1 is of run r1, which is in review. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const input of [
    { description: 'Fix login', tags: ['bug'], project: 'web' },
    { description: 'Write docs' },
    { description: 'Draft', wait: 'someday' },
    { description: 'Gone' },
    { description: 'Started' },
    { description: 'With a failed run' },
    { description: 'With a running run' },
  ])
    await work.run('task_add', input);
  await work.run('task_delete', { id: '4' });
  await work.run('task_start', { id: 5 });
  for (const name of ['memory', 'guide']) await work.run('task_doc_write', { id: 'workspace', name, content: 'Text' });
  await work.run('task_doc_write', { id: '1', content: 'Text' });
  await work.run('goal_add', { kind: 'vision', title: 'A vision' });
  await work.run('goal_add', { title: 'A goal' });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
  await runIn(work, 'failed', { number: 6 });
  await runIn(work, 'asking', { number: 7 });
  await work.run('task_add', { description: 'Last' });
});

/** The words for the places of a suggested line. Those of other lines are a task and another one. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^setting set runs\.agent/, ['claude']],
  [/^run stop/, ['7']],
  [/^stop \$1$/, ['5']],
  [/^move/, ['5']],
  [/^delete/, ['2']],
  [/^request/, ['1', 'Again']],
  [/^run show/, ['6']],
  [/^goal archive/, ['V-1']],
  [/^claim release/, ['5']],
  [/^start \$1/, ['2']],
  [/--progress|--estimate/, ['5', '50']],
  [/^annotate \$1 \$2/, ['1', 'Seen']],
  [/^agent add/, ['night', 'true']],
  [/--title|doc write/, ['Words']],
  [/project:\$1|--project \$1/, ['web', 'site']],
  [/\+\$1|--tags \$1/, ['bug', 'defect']],
  [/--tags \+\$2/, ['1', 'ui']],
  [/--(scheduled|wait) \$2/, ['1', 'tomorrow']],
  [/--wait ""/, ['3']],
  [/--status pending/, ['4']],
  [/--url/, ['https://example.com/shop.git']],
  [/^repo show/, ['project']],
  [/^add \$1/, ['Idea']],
  [/^modify \$1 --\$2/, ['1', 'priority', 'H']],
];

/** Lines that open an editor, or are of the program itself. Their suggestions are checked, but not run. */
const NOT_RUN = ['edit $1', 'queue list'];

/** Lines about records that nobody typed. The gate withholds them: the table below has the help of each. */
const WITHHELD = /^(?:view set|goal modify V-1|doc (?:write|delete) workspace|run \+READY$)/;

/** Lines that start a server, or read what the test doesn't have. */
const NOT_PLAYED = [
  'setting set checks.$1 "…"',
  'queue remove .',
  'connect $1 --remove',
  'serve',
  'import $1',
  'worktree show $1',
  'run clean $1',
  'sync TODO.md',
  'repo add --url $1',
  'help filters',
  'token list',
  'orchestrator pause',
  'serve --status',
  'serve --stop',
  'store role list',
  'store role add $1',
  'store init $1',
  'store move $1',
  // The queue has one already, and nothing was merged.
  'goal add --kind vision',
  'run push $1',
  'run revert $1',
  // No agent waits for a text, and the task has a run.
  'run message $1 "…"',
  'answer $1 "…"',
  'run $1',
  'run +READY',
  'denotate $1 "…"',
  'repo push',
  'repo fetch',
  'board',
  'demo',
];

function wordsFor(line: string): readonly string[] {
  const words = WORDS.find(([fits]) => fits.test(line))?.[1] ?? ['1', '2'];
  const places = new Set(line.match(/\$\d|"…"/g)).size;
  return words.slice(0, places);
}

const takes = (line: string) => /\$1|"…"/.test(line);

/** Runs a suggested line to its end, in this process. */
function play(work: TestWorkspace, line: string, call: ReturnType<typeof callIn> = callIn(line)): Promise<unknown> {
  return work.run(call.command.name, call.input).catch((error: BacklogError) => {
    if (error.code !== 'nothing-to-do') throw error;
  });
}

function callIn(line: string) {
  const { command, rest } = meantBy(wordsOf(line.replace(/^backlog /, '').replaceAll('…', 'First')))!;
  return { command, input: parseArgs(command, rest).input };
}

/** Returns the command of the first line. Without an id, `discard` lists the runs that it can discard. */
const commandOf = (line: string) =>
  meantBy(
    wordsOf(
      `${line
        .replace(/^backlog /, '')
        .split(' && ', 1)[0]!
        .replace(/ \$1.*/, '')} 1`,
    ),
  )?.command;

/**
 * Types a line. Returns the suggestion, and the words of the answer that the person has to type again. For an unknown
 * verb, a line that writes is withheld: the suggestion is the help of its command.
 */
async function suggestionFor(
  { folder }: TestWorkspace,
  words: readonly string[],
  { line: meant, begins = /^backlog / }: { line?: string; begins?: RegExp } = {},
) {
  const { say } = cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project'));
  const { code, out, err } = await say(words);
  expect({ code, out }, err).toEqual({ code: 2, out: '' });
  const ours = meantIn(err);
  const [, line = ours === undefined ? '' : `backlog ${ours}`] = /did you mean `([^`]+)`/.exec(err) ?? [];
  const [, help = ''] = /See its usage: `([^`]+) --help`/.exec(err) ?? [];
  const isHeld = line === '' && help !== '' && commandOf(help)?.access.effect !== 'read';
  expect(isHeld ? help : line, err).toMatch(begins);
  if (isHeld && meant) expect(commandOf(help)?.name, err).toBe(commandOf(meant)?.name);
  return { line: isHeld ? `${help} --help` : line, hint: err, isHeld };
}

/** What stands beside the word of a suggestion, with further words. */
function wordsBeside({ line, beside }: Suggestion): readonly string[] {
  if (beside === 'run') return [/stop/.test(line) ? 'r3' : /approve|request/.test(line) ? 'r1' : 'r2'];
  if (beside === 'setting') return line.includes('"…"') ? ['runs.cleanDays', '9'] : ['runs.cleanDays'];
  if (beside === 'task') return ['5'];
  return takes(line) ? wordsFor(line) : [];
}

const rowsOf = (rows: readonly Suggestion[]) =>
  rows.map((row) => [[row.said, ...wordsBeside(row)].join(' '), row] as const);

describe.each(
  rowsOf(
    everyNth(
      12,
      SUGGESTIONS.filter(({ hint, line }) => hint === undefined && !WITHHELD.test(line)),
    ),
  ),
)('%s', (_, row) => {
  const { said, line, beside } = row;
  const words = wordsBeside(row);

  test.skipIf(NOT_PLAYED.includes(line))('has a suggestion that runs', async () => {
    const work = await queue();
    const { line: meant, isHeld } = await suggestionFor(work, [...said.split(' '), ...words], { line });
    if (isHeld) return;
    for (const word of words) expect(meant, 'keeps the word').toContain(word);
    expect(meant).not.toMatch(/\$\d/);
    const turned = beside && (await suggestionFor(work, [words[0]!, said, ...words.slice(1)], { line }));
    if (turned && !turned.isHeld) expect(turned.line).toBe(meant);
    if (!NOT_RUN.includes(line)) await play(work, meant);
  });

  if (!beside)
    test('keeps each further word, or names it', async () => {
      const work = await queue();
      const more = ['surplus', '--shade', 'green'];
      const { hint, isHeld } = await suggestionFor(work, [...said.split(' '), ...words, ...more]);
      for (const word of isHeld ? [] : more) expect(hint).toContain(word);
    });
});

test.each(rowsOf(SUGGESTIONS.filter(({ hint }) => hint !== undefined)))(
  '%s alone has a line, and a hint with lines that exist',
  async (said, row) => {
    const { line, hint, isHeld } = await suggestionFor(await queue(), [said], {
      line: row.line,
      begins: /^(backlog|claude) /,
    });
    if (isHeld) return;
    expect(line).toBe(row.line);
    const lines = Array.from(hint.split('\n')[1]!.matchAll(/`backlog ([^`]+)`/g), ([, words = '']) => words);
    expect(lines.length).toBeGreaterThan(0);
    for (const one of lines) expect(one === 'connect' || meantBy(wordsOf(one)), one).toBeTruthy();
  },
);

/** Whole lines that people type as they would say them, at least one for each pattern. */
const PHRASES = [
  'install',
  'log in as ben',
  'sync with ben',
  'handoff 2 ben',
  'message 2 which colour',
  'finish the latest',
  'please show 2',
  'show run r1',
  'run ready',
  'please add a task: update the docs',
  'filters',
  'archive the old stuff',
  'archive everything older than a month',
  'take that back',
  'lower the priority of 2',
  'make 2 urgent',
  'make 2 due tomorrow',
  'repeat 2 every monday',
  'remind me of 2 every friday',
  'put 2 on hold until legal has answered',
  'put 2 on hold until friday',
  '5 has to wait for 2',
  '2 must come before 5',
  'rank 2 above 8',
  'let codex do 2 and 5',
  'can I edit src/login.js',
  'find all about the login timeout',
  'is r1 finished',
  'email me when r1 is ready',
  'when will everything be done',
  'move queue to postgres',
  '2 undo',
  'subtasks of 1',
  'start working on 2',
  'forget task 2',
  'queue in postgres',
  'notify me when a run needs me',
  'token rotate ci',
  'log 2h on 2',
  'what did the agents do last night',
  'show me the diff of the run',
  'run comment r1 -b tests',
  'tell the agent of r1 to add tests',
  'who approved r1',
  'who closed 2',
  'nightly run',
  'run all tasks of project web',
  'give ci permission to write',
  'allow bob to approve',
  '2 in progress',
  'unclaim src/login.js',
  'start the agent on task 2',
  'let codex do task 2',
  'throw away run r1',
  'why is 2 blocked',
  'give me the results that wait for my review',
  'how much did we spend today',
  'add a note to 2: ask Anna first',
  'next project:web limit:5',
  'move the queue to postgres://db/work',
  'token add ci read,write',
  'role add ada reader',
  'role add ada writer',
  'kick bob',
  'auto approve docs when checks pass',
  'undo the last thing I did',
  'store postgres://db/work',
  'store init postgres ada@db/work',
  'approve r1 and merge',
  'review run r1',
  'do 2',
  'plan add password login',
  'turn off sandbox',
  'enable sandbox',
  'sandbox on',
  'listpri',
  'list due this week',
  'list due next week',
  'list due today',
  'list due before friday',
  'undo import',
  'import --undo',
  'list sort due',
  'list by due',
  'list all tasks by due',
  'show tasks',
  '1 +ui',
  'status 2 done',
  'assign 1 to bob',
  'assign bob 1',
  'report weekly',
  'depends 5 on 2',
  'move 2 to project web',
  'delete 2 -f',
  'run 6 again',
  'due 2 clear',
  'help filtering',
  'note remove 5',
  'subtask 2 Write a test',
  'grep login',
  'pause 5',
  'remind me 2 tomorrow',
  'jobs',
  'unblock 5 from 2',
  'approve all',
  'discard r1 r2 wrong',
  'queue rename team',
  'claim src/login.js',
  'night list',
  'done 5 fixed by hand',
  'run wait r2',
  'plan write the release notes',
  'man list',
  'export csv tasks.csv',
  'list --csv',
  'list #bug',
  'list tag:bug,ui',
  'list is:open',
  'undo undo',
  'run watch',
  'handoff 5 to ben',
  'load',
  'undo last',
  'setting set cleanDays 9',
  'edit 5 due:friday',
  'modify project:web priority:H',
  'commit Add dark mode',
  'commit',
  'stash 2',
  'stash',
  'reset --hard',
  'merge 1 2',
  'merge 2 into 5',
  'run lint',
  'config user.name',
  'use claude',
  'config set default-agent claude',
  'config get default-agent',
  'stop everything',
  'schedule 2 friday',
  'reassign 2 from ada to ben',
  'sprint add 2',
  'link 1 blocks 2',
  'link 1 2 blocks',
  'link 2 requires 5',
  '2 duplicates 5',
  '2 relates to 5',
  'mention ben on 2 look',
  'ping ben',
  'who has src/login.js',
  'who has 2',
  'list assigned to ben',
  'add .',
  'show HEAD',
  'tag v1',
  'tag -a v2 -m First',
  'find -name login',
  'repo view',
  'help me',
  'what happened',
  'what changed in task 1',
  'what is up',
  'what next',
  'as ben list',
  'import TODO.md into web',
  'list from:TODO.md',
  'connect postgres://db/work',
  'join team',
  'retry all',
  'resume all',
  'night plan',
  'night until 6am',
  'night 8h',
  'set priority 2 high',
  'move 2 to done',
  'move 2 to the top',
  'move 2 above 8',
  'put 2 after 8',
  'add tag urgent to 2',
  'remove tag bug from 1',
  'move 2 to sprint 5',
  'sprint start 2 weeks',
  'add task',
  'cherry-pick r1',
  'ls -1a',
  'export all tasks to csv',
  'list duplicates',
  'subtask 2 add Write a test',
  'dep 2 add 5',
  'label 2 add later',
  'untag 2 remove later',
  'clear done',
  'filter tag:bug',
  'runs failed',
  'who is working',
  'diff TODO.md',
  'import github acme/app',
  'import from jira',
  'migrate from beads',
  'queue share',
  'log --author bob -5',
  'run task 2 with claude',
  'run task 2',
  'mark 2 as done',
  'mark 2 todo',
  'postpone 2 1 week',
  'modify 2 title=Bread',
  'reopen 4 still broken',
  'take over 2',
  'mention ben 2',
  'notify ben please look',
  'list for ben',
  'runs today',
  'cleanup worktrees',
  'unlock src/login.js',
  'queue switch other',
  'export all to out.json',
  'unimport',
  'store postgres',
  'add user ben',
  'cancel run r3',
  'tail -f r1',
  'show diff r1',
  'show log r1',
  'night budget 10',
  'give 2 to ben',
  'tasks of ben',
  'whose 2',
  'status 2',
  'blocked by 2',
  'log work 2 on the plane',
  'remove due 2',
  'rename project web site',
  'rename tag ui look',
  'report burndown',
  'what can i do now',
  'is src/login.js free',
  'changes since yesterday',
  'locks',
  'run all night',
  'run until 6',
  'plan tonight',
  'report last night',
  'status night',
  'good morning',
  'limit runs 2',
  'schedule run 2 at 23:00',
  'set default agent claude',
  'set max-cost 5',
  'timeout 30m',
  'show task 2',
  'lock 2',
  'report week',
  'history --by ben',
  'shutdown',
  'add subtask Sand to 2',
  'finished 2',
  'move 2 to in progress',
  'rename 2 to Bread',
  'change 2 due to monday',
  'link 1 to 2',
  'assign 1 --to ben',
  'add Design --for ben',
  'remind me to call Ben',
  'ls tasks',
  'show me overdue tasks',
  'what is left',
  'how many tasks',
  'list without assignee',
  'weekly report',
  'activity of ben',
  'import all',
  'import google sheets',
  'import -f todo.txt',
  'import issues.csv as jira',
  'bd import',
  'git log',
  'server status',
  'share with ben',
  'night begin --until 7',
  'set 2 status done',
  'help scope',
  'epic new Checkout',
  '+ Clean desk',
  'x 2',
  'cat TODO.md',
  'share this queue',
  'init .',
  'assign 1 2 to bob',
  'rollback import',
  'clone postgres://db/work',
  'duplicate 5 of 2',
  'comment add r1 --file a.txt --line 1 Name it',
  'claim 2 --for ben',
  'clone https://example.com/queue',
  'formats',
  'changes --today',
  'github import acme/app',
  'source add acme/app',
  'tokens --by agent',
  'run 2 and 5',
  'limits --cost 20',
  'report --since yesterday',
  'link 2 5 --type relates',
  'project web',
  'share',
  'start next',
  'set cleanDays 9',
  'how do I merge',
  'add note Seen to 2',
  'agents run 2',
  'lock src/login.js for ben',
  'rollback import TODO.md',
  'untag 2 rm bug',
  'export --csv tasks.csv',
  'approve --all',
  'list due:this week',
  'list due:next week',
  'show my tasks',
  'begin task 8',
  'make 2 urgent',
  'move 2 into site',
  'move 2 to goal I-1',
  'move 2 to parent 1',
  'sprint remove 2',
  'move 2 to milestone 5',
  'move 2 to the bottom',
  'load tasks from tasks.csv',
  'sync with TODO.md',
  'try 6 again with claude',
  'runs yesterday',
  'what did the agents do',
  'what did the agents do yesterday',
  'why did r2 fail',
  'show what r1 changed',
  'review the result of 1',
  'stop the agent on 7',
  'limit spending to $10',
  'nightly',
  'night with budget $5',
  'what did it cost so far',
  'set cost limit to $5',
  'monthly report',
  'make a token for ci',
  'run the server on port 8080',
  'open in the browser',
  'groom the backlog',
  'undo the merge of r1',
  'give r2 another try',
  'stop spending money',
  'run tonight',
  'run 2 tonight',
  'token add ci --expires 30 days',
  'generate task files',
  'import everything from TODO.md',
  'clone https://github.com/acme/app',
  'stale --days 14',
  'undo task 2',
  'describe 2 Words',
];

const intentOf = (said: string) =>
  meaningOf(said.replaceAll(/ --|=/g, ' ').split(' '), INTENTS, { clock: () => ({ now: NOON, zone: 'UTC' }) });

/** Lines whose suggestion the gate withholds, each with the command whose help they have. */
const HELD_BACK = [
  // Lines that would select tasks by words that nobody typed.
  ['run the next', 'run start'],
  ['run everything with claude', 'run start'],
  ['run --all', 'run start'],
  ['run the next with helper', 'run start'],
  ['run the three most urgent tasks', 'run start'],
  ['run create', 'run start'],
  ['close all bugs', 'done'],
  // Lines about a record that nobody named.
  ['use-tag web', 'view set'],
  ['add-tag web', 'view set'],
  ['vision update Words', 'goal modify'],
  ['doc create Words', 'doc write'],
  ['decision create Words', 'doc write'],
  ['forget', 'doc delete'],
  ['memory add Words', 'doc write'],
  ['remember Words', 'doc write'],
] as const;

const EXAMPLES = [...PHRASES, ...HELD_BACK.map(([said]) => said)];

test('each phrase has an example', () => {
  expect(phrasePatterns().filter((pattern) => !EXAMPLES.some((said) => pattern.test(said)))).toEqual([]);
});

test('each intent has an example', () => {
  const meant = new Set(EXAMPLES.map((said) => intentOf(said)?.intent));
  expect(INTENTS.filter((intent) => !meant.has(intent)).map(([, ways]) => ways)).toEqual([]);
});

test('each phrase is found by its first word', () => {
  const lost = phrasePatterns().filter((pattern) =>
    EXAMPLES.some((said) => pattern.test(said) && firstWordsOf(pattern)?.includes(said.split(' ', 1)[0]!) === false),
  );
  expect(lost).toEqual([]);
});

test.each([
  [/^depends? (\d+)$/, ['depends', 'depend']],
  [/^(?:move|mv) (\d+)$/, ['move', 'mv']],
  [/^(daily|weekly) report$/, ['daily', 'weekly']],
  [/^man(?: (.+))?$/, undefined],
  [/^Good morning$/i, ['good']],
  [/^jobs$/, ['jobs']],
  [/^shut ?down$/, undefined],
  [/^(?:link )?(\d+) is$/, undefined],
  [/^what(?:'?s| is)? next$/, undefined],
])('the first words of %s', (pattern, words) => {
  expect(firstWordsOf(pattern)).toEqual(words);
});

const isPhrase = (said: string) =>
  phrasePatterns().some((pattern) => pattern.test(said)) || intentOf(said) !== undefined;

test.each(everyNth(3, PHRASES.filter(isPhrase)))('%s has a suggestion that runs', async (said) => {
  const work = await queue();
  const { line, isHeld } = await suggestionFor(work, said.split(' '));
  if (isHeld) return;
  for (const id of said.match(/\br?\d+\b/g) ?? []) expect(line, 'keeps the id').toContain(id);
  for (const one of line.split(' && ')) {
    const found = meantBy(wordsOf(one.replace(/^backlog /, '').replaceAll('…', 'First')));
    const isPlayed =
      found?.command.where !== 'machine' &&
      !one.includes('done +') &&
      // The command line replaces the name of a change by its number.
      !/^backlog undo [a-z]/.test(one) &&
      !/^(night_report|run_start|run_retry|run_approve|run_revert|run_diff|run_show|review_comment|task_stop|task_import|task_export|task_denotate|task_sync|task_edit|run_changes|source_add|orchestrator_pause)$/.test(
        found!.command.name,
      );
    if (isPlayed) await play(work, one);
  }
});

test.each(HELD_BACK)('%s has the help of %s, and no line', async (typed, command) => {
  const { folder } = await queue();
  const { say } = cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project'));
  const { code, err } = await say(typed);
  expect([code, Array.from(err.matchAll(/`(backlog [^`]*)`/g), ([, line]) => line)]).toEqual([
    2,
    [`backlog ${command} --help`],
  ]);
});

/** Lines of other programs that run. Those of a bare command take all words of that command. */
const [OF_COMMANDS, OTHERS] = [true, false].map((isBare) =>
  Object.entries<string>(LINES).filter(([, line]) => (/^[a-z][a-z -]*$/.test(line) && !line.includes(' -')) === isBare),
) as [[string, string][], [string, string][]];

test.each(OF_COMMANDS)('%s is %s', (said, line) => {
  const words = wordsOf(said);
  const [meant, own] = [respelledAtNoon([...words, '1']), wordsOf(line)].map(
    (all) => resolveCommand(all)?.command.name,
  );
  expect(meant).toBe(own);
});

/** Lines with a date, a rank or another value in the second place. */
const VALUES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/--due/, ['1', 'tomorrow']],
  [/--rank/, ['1', '2']],
  [/--priority/, ['1', 'H']],
  [/^list @/, ['web']],
  [/^export/, ['BOARD.md']],
  [/--handoff/, ['5', 'half done']],
  [/--parent \$1$/, ['2', 'Words']],
  [/^modify \$2 --parent/, ['1', '2']],
  [/^add --wait/, ['Idea']],
  [/^goal add --kind persona/, ['Anna']],
  [/^goal add/, ['A title']],
  // Task 1 has a plan.
  [/--seen 0/, ['2', 'Text']],
  [/^doc write/, ['1', 'Text']],
  [/^doc (read|diff)/, ['1']],
  [/^run show --watch/, ['r3']],
  [/^info \$1 --watch/, ['5']],
  [/--watch/, []],
];

describe.each(everyNth(4, [...OTHERS, ...Object.entries(ALONE)]))('%s, which is %s', (said, line) => {
  test('runs, and keeps each word', async () => {
    const work = await queue();
    await work.run('view_set', { name: 'web', filter: 'project:web' });
    for (const content of ['One', 'Two']) await work.run('task_doc_write', { id: 1, name: 'plan', content });
    const words = VALUES.find(([fits]) => fits.test(line))?.[1] ?? (takes(line) ? wordsFor(line) : []);
    const { command, rest } = meantBy(respelledAtNoon([...wordsOf(said), ...words]))!;
    const { input } = parseArgs(command, rest);
    for (const word of words) expect(JSON.stringify(input)).toContain(word);
    if (!NOT_PLAYED.includes(line)) await play(work, '', { command, input });
  });
});

test('a line about a run that does not exist suggests none with it', async () => {
  const { folder } = await queue();
  const { say } = cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project'));
  for (const { said } of SUGGESTIONS.filter(({ beside }) => beside === 'run')) {
    const { err } = await say([said, 'r99']);
    expect(err, said).toContain('there is no run r99 (did you mean `backlog run list`?)');
    expect(err.match(/`[^`]*r99[^`]*`/g), said).toBeNull();
  }
});

describe('a suggestion fits the state of the run', () => {
  const sayIn = ({ folder }: TestWorkspace) =>
    cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project')).say;

  test.each([
    ['merged', 'reject', /it is merged \(did you mean `backlog run show r1`\?\)/],
    ['merged', 'cancel', /can't stop run r1: it is merged \(did you mean `backlog run show r1`\?\)/],
    ['merged', 'merge', /can't approve run r1: it is merged \(did you mean `backlog run show r1`\?\)/],
  ] as const)('%s: %s', async (state, verb, told) => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('task_add', { description: 'Fix login' });
    await runIn(work, state, { number: 1, result: resultOf({ files: 0 }) });
    const { code, err } = await sayIn(work)(`${verb} r1`);
    expect([code, err]).toEqual([2, expect.stringMatching(told)]);
    expect(err).not.toContain('Or: ');
  });

  test.each(['run r2', 'runs r2', 'run start r2', 'run list r2'])('%s', async (line) => {
    const work = await queue();
    const { code, err } = await sayIn(work)(line);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^backlog: r2 is a run, not a task \(did you mean `backlog run show r2`\?\)\nPossible now: /,
      ),
    ]);
  });

  test('approve without a run in review says which run there is', async () => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('task_add', { description: 'Fix login' });
    expect((await sayIn(work)('approve')).out).toBe('No runs.');
    await runIn(work, 'failed', { number: 1 });
    expect((await sayIn(work)('approve')).out).toBe('No run is in review. r1 failed: `backlog run show r1`');
  });

  test('the log of a run that is over names no newer part', async () => {
    const work = await queue();
    const say = sayIn(work);
    expect((await say('run events r3')).out).not.toContain('is over');
    expect((await say('run events r2 --after 0')).out).not.toContain('newer:');
  });
});

test('an id of a run as finished work is refused, and logged after --', async () => {
  const work = await queue();
  const { hint } = await suggestionFor(work, ['log', 'r1']);
  expect(hint).toContain('To use it as text: `backlog log -- r1`');
  const { say } = cli({ BACKLOG_DIR: join(work.folder, 'store') }, true, join(work.folder, 'project'));
  expect((await say('log -- r1')).out).toMatch(/completed r1$/m);
  expect((await say('log r1 merged')).out).toMatch(/completed r1 merged$/m);
});

test.each([
  ['set 1 priority H', 'backlog modify --help'],
  ['set 1 due tomorrow 9am', 'backlog modify --help'],
  ['settings runs.agent', 'backlog setting get runs.agent'],
  ['config runs.agent', 'backlog setting get runs.agent'],
  ['show runs.agent', 'backlog setting get runs.agent'],
  ['runs.agent', 'backlog setting get runs.agent'],
  ['kill 7', 'backlog run stop --help'],
  ['abort 7', 'backlog run stop --help'],
  ['label rename bug defect', 'backlog modify --help'],
])('%s means %s', async (typed, meant) => {
  const work = await queue();
  expect((await suggestionFor(work, typed.split(' '))).line).toBe(meant);
  if (!meant.endsWith('--help')) await play(work, meant);
});

test('a date after snooze is its end', async () => {
  const work = await queue();
  await play(work, 'backlog snooze 1 tomorrow 9am');
  const [, snooze] = [...work.opened.store.state.all('snooze')][0]!;
  expect(snooze.until).toBe('2026-07-31T09:00:00Z');
});
