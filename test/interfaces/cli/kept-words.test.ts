import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lostIds } from '../../../src/interfaces/cli/words/does-more.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { SUGGESTIONS } from '../../../src/interfaces/cli/words/spellings.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/** Tasks 1 to 3 are open, and task 4 has run r1 in review. Task 2 has a tag and a project. */
const queue = workspaces(async (work) => {
  await gitProject(work, { 'TODO.md': '- [ ] By hand\n' });
  for (const description of ['First', 'Second', 'Third', 'Reviewed']) await work.run('task_add', { description });
  await work.run('task_modify', { filter: '2', tags: '+docs', project: 'web' });
  await work.run('agent_add', { name: 'helper', argv: ['sh', '-c', 'true'] });
  await runIn(work, 'review', { number: 4, result: resultOf({ files: 1 }) });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project')).say;

describe('a suggestion keeps all words of the line', () => {
  test.each(
    everyNth(3, [
      // A flag with a path is the scope, and a flag of the task changes it.
      ['add "Fix it" --file login.js --type bug', "add 'Fix it' --scope login.js --type bug"],
      ['add "Fix it" -s src/login.js', "add 'Fix it' --scope src/login.js"],
      ['done 2 --tag late', 'modify 2 --tags late && backlog done 2'],
      ['run 2 --prompt "use bcrypt"', "annotate 2 'use bcrypt' && backlog run 2"],
      ['close 2 -r "see 3"', "annotate 2 'see 3' && backlog done 2"],
      // What ends without a result is not completed, and a coming date is no end.
      ['close 2 --reason "not planned"', "annotate 2 'not planned' && backlog delete 2"],
      ['close 2 wontfix', 'annotate 2 wontfix && backlog delete 2'],
      ['done 2 3 cancelled', 'annotate 2,3 cancelled && backlog delete 2,3'],
      ['done 1 tomorrow', 'modify 1 --due tomorrow'],
      ['mark task 2 done', 'done 2'],
      // A field is cleared, and a flag of a suggestion is read as its command reads it.
      ['modify 2 --clear due', "modify 2 --due ''"],
      ['modify 2 --no-project', "modify 2 --project ''"],
      ['logs r1 -f', 'run show r1 --watch'],
      ['list --sort due --reverse', 'list --sort due:desc'],
      // Words before or behind a quoted text set fields.
      ['add "Fix it" tomorrow p1 #web', "add 'Fix it' --due tomorrow --priority p1 --project web"],
      ['add child of 2 "Fix it"', "add 'Fix it' --parent 2"],
      ['add bug "Fix it" after 2', "add 'Fix it' --type bug --depends 2"],
      ['issue create -tbug -s"Fix it"', "add -t bug 'Fix it'"],
      ['add "Fix it" --due demain', "add 'Fix it' --due tomorrow"],
      ['check 2', 'info 2'],
      // A flag is no part of a text, and no other flag's value.
      ['review r1 --request-changes -b "Name it"', "request-changes r1 'Name it'"],
      // Another order of the words.
      ['add subtask 3 "Pay form"', "add 'Pay form' --parent 3"],
      ['remove task 2', 'delete 2'],
      ['agents run 2', 'run 2'],
      ['duplicate 3 of 2', "annotate 3 'duplicate of 2' && backlog delete 3"],
      // A near flag whose value doesn't fit is none.
      ['run 2 --at 22:00', 'modify 2 --scheduled 22:00'],
      ['run --ready', 'run +READY'],
      ['run --parallel 2', 'orchestrator start --agents 2'],
      ['run 1 2 --parallel 2', 'run 1 2'],
      ['stop --all', 'orchestrator stop --runs'],
      // A suggestion that would be refused is replaced by the line of that refusal.
      ['update 2 status=done', 'move 2 done'],
      ['setting set runs.parallel=3', 'orchestrator start --agents 3'],
    ] as const),
  )('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(wordsOf(line));
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });
});

test('no suggestion acts without the words that hold the line back', async () => {
  const say = sayIn(await queue());
  const meant: Record<string, string | undefined> = {
    // A line about some tasks is about these.
    'cleanup 2': undefined,
    'go 2': undefined,
    'pause 2 3': undefined,
    'leave 2': undefined,
    'revert 2': undefined,
    'run --ready 2': 'run 2',
    'run --jobs 2 1 3': 'run 1 3',
    'stop --all 2': 'stop 2',
    'epic add 2 1 3': 'modify 1,3 --parent 2',
    'info 2 --web': 'info 2',
    'project rename web shop --dry-run': undefined,
    'merge r1 if green': undefined,
    'pause --dry-run': undefined,
    // A word that isn't an id is named, if it holds nothing back.
    'go fast': undefined,
    // A line about a copy deletes nothing.
    'duplicate 3 2': undefined,
    'merge 2 into 3': undefined,
    // Nothing is approved, deleted or run without the words that hold it back.
    'approve r1 if green': undefined,
    'approve r1 "but fix the typo"': undefined,
    'approve r1 --interactive': undefined,
    'approve r1 --at 22:00': undefined,
    'approve r1 --squash': 'approve r1',
    'delete 2 --soft': undefined,
    'done 2 --partial': undefined,
    'archive --except 2': undefined,
    // A flag that Backlog doesn't know makes no act larger.
    'purge --all --yes': undefined,
    'done --all': undefined,
    'modify --all --project web': undefined,
    'run 2 --check': undefined,
    'modify project:web --exclude 2 --due friday': undefined,
    'import TODO.md --limit 1': undefined,
    'import TODO.md --project web --dry-run': 'import TODO.md --dry-run',
    'import TODO.md project:web --dry-run': undefined,
  };
  const found: typeof meant = {};
  for (const line of Object.keys(meant)) found[line] = meantIn((await say(wordsOf(line))).err);
  expect(found).toEqual(meant);
});

describe('no suggestion of a table acts on other tasks, or without a limit', () => {
  const rows = SUGGESTIONS.filter(({ hint, beside }) => hint === undefined && beside === undefined);
  const ARGUMENTS = [['2', '3'], ['2'], ['2', '--dry-run'], ['2', 'if', 'green'], ['2', '--limit', '5'], ['#2,3']];

  test.each(ARGUMENTS)('%s %s %s', async (...words) => {
    const say = sayIn(await queue());
    const kept = words.flatMap((word) =>
      word ? [...word.replace('green', '').matchAll(/\d+|--dry-run|if/g)].map(([one]) => one) : [],
    );
    const wrong: string[] = [];
    for (const { said } of everyNth(40, rows)) {
      const line = meantIn((await say([...said.split(' '), ...words.filter(Boolean)])).err);
      const acts = line
        ?.split(' && ')
        .some((one) => meantBy(wordsOf(one.replace(/^backlog /, '')))?.command.access.effect !== 'read');
      if (line && kept.some((word) => !line.includes(word) && (acts || /^[23]$/.test(word))))
        wrong.push(`${said} ${words.join(' ')}: ${line}`);
    }
    expect(wrong).toEqual([]);
  });
});

test.each([
  ['tag 2 +bug -docs', /\+bug$/m, /\+docs/],
  ['assign 2 --assignee anna', /@anna/, undefined],
  ['setting set runs.minutes=30', /runs\.minutes = 30/, undefined],
  ['runs state:review', /^r1/m, /No runs/],
  ['list --sort=-id --limit 1', /Reviewed/, /First/],
  ['list --sort id:desc --limit 1', /Reviewed/, /First/],
  ['logs r1 --tail 3', /./, /no run/],
  ['start 2 now', /^Started/, undefined],
  ['modify 2 --project web --due none', /^Modified/, /due:/],
  ['label add late 2', /\+late/, undefined],
  ['done 1..2', /#1[\s\S]*#2/, /#3/],
  ['list created since 2026-01-01', /First/, /No tasks/],
] as const)('%s runs', async (line, told, not) => {
  const { code, out, err } = await sayIn(await queue())(wordsOf(line));
  expect(code, err).toBe(0);
  expect(out).toMatch(told);
  if (not) expect(out).not.toMatch(not);
});

test('a shell expands a pattern to several words: all are scopes', async () => {
  const say = sayIn(await queue());
  expect((await say(wordsOf('add "Fix two" --scope src/a.js src/b.js'))).code).toBe(0);
  const { tasks } = JSON.parse((await say('list 5 --fields description,scope --json')).out);
  expect(tasks).toMatchObject([{ description: 'Fix two', scope: [{ glob: 'src/a.js' }, { glob: 'src/b.js' }] }]);
});

test('an export has the format beside the filter', async () => {
  const say = sayIn(await queue());
  expect((await say('export project:web csv')).out).toMatch(/^id,description.*\s+2,Second/);
});

test('the flags of a run have their names of other programs, and times have units', async () => {
  const work = await queue();
  const { err, out } = await sayIn(work)(
    'run 2 --agent helper --max-cost 5 --max-time 1h30m --background --base nowhere',
  );
  expect(`${out}${err}`).toMatch(/has no branch nowhere/);
});

test.each([
  ['backlog done 12', ['2'], ['2']],
  ['backlog done 2', ['#2'], []],
  ['backlog done 2-4', ['2..4'], []],
  ['backlog retry r12', ['r1'], ['r1']],
])('a part of another number in %s is no id of the line', (line, words, lost) => {
  expect(lostIds(line, words)).toEqual(lost);
});
