import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, errorIn, meantIn, stillClock } from './line.ts';

/** Lines that three newcomers typed: one with the README, one without it, and one who began with imports. */

/** Task 1 has run r1 in review, task 2 the merged run r2, and task 3 a note. No later line reads the target branch again. */
const queue = workspaces(async (work) => {
  const commit = await gitProject(work);
  for (const description of ['Reviewed', 'Merged', 'Noted']) await work.run('task_add', { description });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
  await runIn(work, 'merged', { number: 2, base: commit, merged: { commit, at: toInstant(0) } });
  await sayIn(work)('list');
});

const sayIn = ({ folder }: TestWorkspace, now = stillClock()) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project'), now).say;

describe('a flag is no value of the flag before it', () => {
  test.each([
    ['add q --project --json', '--project'],
    ['add q --project --due friday', '--project'],
    ['annotate 1 --text --criterion 2', '--text'],
    ['list --sort --json', '--sort'],
    ['list --fields --json', '--fields'],
    ['list --queue --json', '--queue'],
    ['--cwd --json list', '--cwd'],
  ])('%s', async (line, flag) => {
    const { say } = cli();
    await say('add First');
    const { code, out, err } = await say(line);
    expect([code, `${out}${err}`]).toEqual([2, expect.stringContaining(`${flag} needs a value`)]);
    expect((await say('list')).out).not.toContain('q');
  });

  test('it is a text behind the sign, and in a text with blanks', async () => {
    const { say } = cli();
    expect(errorIn(await say('add q --project --json')).hint).toContain('--project=--json');
    expect((await say('add q --project=--json')).code).toBe(0);
    expect((await say(['add', 'r', '--spec', '--json is the flag of scripts'])).code).toBe(0);
  });
});

describe('a word for tasks beside the id of a run', () => {
  const reads = async (line: string, meant: string) => {
    const say = sayIn(await queue());
    const timeless = async (words: string) => JSON.stringify(await say(words)).replace(/Ms\\":\d+/g, 'Ms');
    expect(await timeless(line)).toBe(await timeless(meant));
  };

  test.each([
    ['show r1', 'run show r1'],
    ['logs r2', 'run events r2'],
    ['files r2', 'run changes r2'],
  ])('%s reads the run', reads);

  soak.each([
    ['r1', 'run show r1'],
    ['r1 show', 'run show r1'],
    ['status r1', 'run show r1'],
    ['show r1 --json', 'run show r1 --json'],
  ])('%s reads the run, too', reads);

  test.each(['watch r2', 'wait r2', 'follow r2', 'run tail r2'])('%s waits for its end', async (line) => {
    const say = sayIn(await queue());
    expect(await say(line)).toEqual(await say('run show r2 --watch'));
  });

  test.each(['logs r9', 'show r9'])('%s says that there is no such run', async (line) => {
    expect((await sayIn(await queue())(line)).err).toContain('there is no run r9');
  });

  test.each(['undo r2'])('%s takes a merge back by its own line', async (line) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err)]).toEqual([2, 'run revert r2']);
  });

  test('before the merge, there is nothing to take back', async () => {
    const { code, err } = await sayIn(await queue())('undo r1');
    expect([code, err]).toEqual([2, expect.stringContaining("can't revert run r1: it is in review")]);
    expect(err).toMatch(/`backlog approve r1 --commit \w+`/);
  });
});

test('a merged run names the line that takes the merge back', async () => {
  const { err } = await sayIn(await queue())('discard r2');
  expect(err).toContain('`backlog run revert r2`');
});

test('the help of a run command has no alias that is its own name', async () => {
  const say = sayIn(await queue());
  expect((await say('run revert --help')).out).not.toContain('Alias:');
  expect((await say('run discard --help')).out).toMatch(/^Alias: backlog discard$|^Usage: backlog discard/m);
});

describe('without a terminal', () => {
  const script = async () => {
    const person = cli();
    for (const each of ['One', 'Two', 'Three', 'Four']) await person.say(`add ${each}`);
    return { person, ...person.as({}, false) };
  };

  test.each(['delete 1-4', 'modify 1-4 project:web', 'done status:pending', 'delete One --json'])(
    '%s: no line that agrees for them',
    async (line) => {
      const { say } = await script();
      const { code, out, err } = await say(line);
      expect([code, `${out}${err}`]).toEqual([1, expect.not.stringContaining('--yes')]);
      expect((await say(`${line} --yes`)).code).toBe(0);
    },
  );

  test.each(['setting set runs.turns 3', 'agent disable codex'])('%s: a token with the right', async (line) => {
    const { person, say } = await script();
    const { code, err } = await say(line);
    const add = /`backlog (token add [^`]*)`/.exec(err)?.[1] ?? '';
    expect([code, err]).toEqual([1, expect.stringContaining('The script gives it in BACKLOG_TOKEN.')]);
    const { token } = JSON.parse((await person.say(`${add} --json`)).out) as { token: string };
    expect(await person.as({ BACKLOG_TOKEN: token }, false).say(line)).toMatchObject({ code: 0 });
  });

  test('an agent is told of no token', async () => {
    const { person } = await script();
    const { err } = await person.as({ CLAUDECODE: '1' }, false).say('setting set runs.turns 3');
    expect(err).toContain('Ask a person to run');
    expect(err).not.toContain('token add');
  });
});

describe('a setting that names an agent is refused without this agent', () => {
  test.each([
    ['setting set runs.agent nosuch', 'Agents: claude, codex, helper. '],
    ['setting set routing.tag.ui nosuch', 'Agents: claude, codex, helper. '],
    ['setting set routing.path.docs/ nosuch', '`backlog agent add nosuch ./nosuch.sh`'],
    ['setting set runs.agent helpr', '(did you mean `backlog setting set runs.agent helper`?)'],
  ])('%s', async (line, hint) => {
    const { say } = cli();
    await say('agent add helper -- sh -c true');
    const { code, err } = await say(line);
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining(hint)]);
    expect(code).toBeGreaterThan(0);
    expect((await say('setting get runs.agent')).out).toContain('runs.agent = claude');
  });

  test('one that exists, and none, are set', async () => {
    const { say } = cli();
    await say('agent add helper -- sh -c true');
    expect((await say('setting set runs.agent helper')).out).toContain('runs.agent = helper');
    expect((await say('setting set routing.tag.ui codex')).code).toBe(0);
    expect((await say(['setting', 'set', 'routing.tag.ui', ''])).code).toBe(0);
  });
});

test('an import of a synchronised file does not replace a later change of the queue', async () => {
  const { say, cwd } = cli();
  const file = join(cwd, 'TODO.md');
  writeFileSync(file, '- [ ] Write the page due:2099-12-15\n');
  await say('import TODO.md');
  await say('sync TODO.md');
  await say('modify 1 --due 2099-12-04');
  const { code, err } = await say('import TODO.md');
  expect((await say('info 1')).out).toContain('2099-12-04');
  expect([code, err]).toEqual([1, expect.stringContaining('`backlog sync TODO.md`')]);
  expect(err).toContain('`backlog import TODO.md --existing update`');
  expect((await say('sync TODO.md')).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('2099-12-04');
});

describe('a refusal has the line that the person wanted', () => {
  test.each([
    ['edit 3 due:monday +later', 'modify 3 due:monday +later'],
    [`edit 3 'Sort notes by name'`, `modify 3 --description 'Sort notes by name'`],
    [`split 3 'first page' 'next page'`, `add 'first page' --parent 3 && backlog add 'next page' --parent 3`],
    [`config set check 'python3 -m unittest'`, `setting set checks.test 'python3 -m unittest'`],
    ['review --approve r1', 'approve r1'],
    ['next --limit 3', 'list +READY limit:3'],
    ['list --group project', 'list sort:project+'],
    ['list +READY --group-by project', 'list +READY sort:project+'],
    ['import TODO.md --sync', 'sync TODO.md'],
    ['modify +bug priority:H', 'modify +bug --priority H'],
    ['run check r1', 'run show r1'],
  ])('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(wordsOf(line));
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test('the lines work', async () => {
    const say = sayIn(await queue());
    for (const line of [
      'modify 3 due:monday +later',
      `modify 3 --description 'Sort notes by name'`,
      `add 'first page' --parent 3`,
      `setting set checks.test 'python3 -m unittest'`,
      'list sort:project+',
      'modify +later --priority H',
    ])
      expect(await say(wordsOf(line)), line).toMatchObject({ code: 0 });
  });
});

test('a tag or an id with a sign is what it is without one', async () => {
  const { say } = cli();
  for (const each of ['One', 'Two']) await say(`add ${each}`);
  const tagsOf = async () => (await say('list 1')).out.match(/\+\w+/g) ?? [];
  await say('tag 1 +bug');
  expect(await tagsOf()).toEqual(['+bug']);
  await say('tag 1 -bug');
  expect(await tagsOf()).toEqual([]);
  await say('tag 1 bug');
  await say('untag 1 +bug');
  expect(await tagsOf()).toEqual([]);
  expect((await say('depends 2 +1')).out).toContain('blocked');
  expect((await say('dep remove 2 -1')).out).toContain('ready');
});

soak('the checks are listed alone, and so is every group of settings', async () => {
  const { say } = cli();
  await say('setting set checks.unit true');
  for (const line of ['checks', 'check list', 'setting list checks']) {
    const { code, out } = await say(line);
    expect([code, out]).toEqual([0, expect.stringContaining('checks.unit')]);
    expect(out, line).not.toContain('runs.minutes');
  }
  expect((await say('setting list nosuch')).err).toContain('no setting begins with "nosuch"');
});

describe('ids of runs where only tasks are possible are their tasks', () => {
  test.each([
    ['modify r1 r2 +bug', 'modify 1 2 +bug'],
    ['modify r1,r2 +bug', 'modify 1,2 +bug'],
    ['modify r1-r2 +bug', 'modify 1,2 +bug'],
    ['modify 3 r2 +bug', 'modify 3 2 +bug'],
    ['modify 3 --depends r1,r2', 'modify 3 --depends 1,2'],
    ['modify 3 --depends =r1', 'modify 3 --depends 1'],
    ['modify 3 --depends +r1', 'modify 3 --depends +1'],
    ['modify 3 --blocked-by=r1,2', 'modify 3 --depends 1,2'],
    ['modify 3 depends:r1', 'modify 3 depends:1'],
  ])('%s: %s', async (line, meant) => {
    const { code, out } = await sayIn(await queue())(line);
    expect([code, out]).toEqual([0, (await sayIn(await queue())(meant)).out]);
  });

  soak('a queue before the verb is the queue of the runs', async () => {
    const work = await queue();
    const { say } = cli({ BACKLOG_DIR: join(work.folder, 'store'), USER: 'ada' }, true);
    const project = join(work.folder, 'project');
    expect(await say(['--cwd', project, 'comment', 'r1', 'Hello'])).toMatchObject({
      code: 0,
      err: 'backlog: r1 is a run of task 1',
    });
  });

  test('a run that does not exist is no new name of a task', async () => {
    const { code, err } = await sayIn(await queue())('modify 3 r9 +bug');
    expect([code, err]).toEqual([2, expect.stringContaining('No task was found for run r9')]);
    expect(err).not.toContain('description');
  });

  test('the line to type acts where the typed one would, as the same author', async () => {
    const say = sayIn(await queue());
    expect(meantIn((await say('--as system:nightly modify 3 --tgas x')).err)).toBe(
      'modify 3 --tags x --as system:nightly',
    );
    expect(meantIn((await say('modify 3 --tgas x --cwd .')).err)).toBe('modify 3 --tags x --cwd .');
    expect((await say('--cwd . done r1')).err).toContain('`backlog approve r1 --cwd .`');
    expect((await say('--cwd . split 3 One Two')).err).toContain(
      '`backlog add One --parent 3 --cwd . && backlog add Two --parent 3 --cwd .`',
    );
  });
});

describe('several runs with a text are offered line by line', () => {
  test.each([
    ['request-changes r1 r2 Shorter', 'request-changes r1 Shorter && backlog request-changes r2 Shorter'],
    ['discard r1,r2 Wrong', 'discard r1 Wrong && backlog discard r2 Wrong'],
    ['answer r1 and r2 yes', 'answer r1 yes && backlog answer r2 yes'],
  ])('%s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err)]).toEqual([2, meant]);
  });
});

test('a number of a change that is a task, too, is undone only after a yes', async () => {
  const { say, asked, answers } = cli();
  for (const line of ['setting set runs.turns 3', 'add One', 'add Two', 'add Three']) await say(line);
  const { code, err } = await say('undo 1');
  expect([code, asked.length]).toEqual([1, 1]);
  expect(err).toContain('1 is the number of a change:');
  expect(err).toContain('`backlog history 1`');
  expect((await say('setting get runs.turns')).out).toContain('3');
  answers.push('y');
  expect((await say('undo 1')).code).toBe(0);
  // A change of the same task, and the last change, are what both meanings name.
  expect((await say('undo')).code).toBe(0);
  expect(asked).toHaveLength(2);
});

describe('nouns that people type alone', () => {
  test.each(
    everyNth(3, [
      ['spend', 'usage'],
      ['spending', 'usage'],
      ['assigned bob', 'list agent:bob'],
      ['assigned', 'list +ASSIGNED'],
    ]),
  )('%s: %s', async (line, meant) => {
    const say = sayIn(await queue());
    expect(await say(line)).toEqual(await say(meant));
  });

  test.each(
    everyNth(3, [
      ['limits', 'setting list runs'],
      ['users', 'store role list'],
      ['people', 'store role list'],
      ['list assigned to bob', 'list agent:bob'],
      ['--json night WORD', 'night show --json'],
      ['assign 1 2 bob', 'modify 1,2 --agent bob'],
    ]),
  )('%s: %s', async (line, meant) => {
    const { code, out, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err + out)], err).toEqual([2, meant]);
  });
});

describe('lines of git, npm, trackers and chats are told the line', () => {
  test.each(
    everyNth(2, [
      ['stash', 'list +ACTIVE'],
      ['config user.name', 'whoami'],
      ['config set default-agent fixer', 'setting set runs.agent fixer'],
      [
        ['add', 'Add footer', 'Add header', '--priority', 'H'],
        `add 'Add footer' --priority H && backlog add 'Add header' --priority H`,
      ],
      ['dedupe', 'lint'],
      ['logs 1', 'run events 1'],
      [['comment', '1', '--body', '@bob please look'], `annotate 1 '@@bob please look'`],
      ['velocity', 'burndown weekly'],
      ['who has src/index.js', 'claim check src/index.js'],
      ['notify bob', 'list agent:bob'],
      ['add .', `add '…'`],
      ['show HEAD', 'history --limit 1'],
      ['find -name login', 'search login'],
      ['tree -L 2', 'tree'],
      ['what happened', 'history'],
      ['list from:TODO.md', 'list source:TODO.md'],
      ['list --columns id,title,due', 'list --fields id,title,due'],
      ['list --foo bar', 'list'],
      ['renumber', 'list'],
      ['retry all', 'run list --state failed'],
      ['night plan', 'night simulate'],
      ['night extend 2h', 'night show'],
      ['night until 6am', 'night --until 6am'],
      ['night --from 22:00 --until 06:00', 'night start --until 06:00'],
      ['connect postgres://db/work', 'store init postgres://db/work'],
      ['as bob list', 'list --as human:bob'],
      ['workload', 'list +ASSIGNED sort:agent+'],
      ['board --assignee bob', 'report board agent:bob'],
      ['move 3 to done', 'move 3 done'],
      ['move 3 to sprint 5', 'modify 3 --tags +sprint-5'],
      ['daily', 'standup'],
      ['remove due 3', "modify 3 --due ''"],
      ['group by project', 'list sort:project+'],
      ['modify +imported project:shop', 'modify +imported --project shop'],
      ['report burndown', 'burndown daily'],
      ['add task', `add '…'`],
      ['add user bob', 'store role add bob'],
      ['cancel run r1', 'run show r1'],
      ['logs -f r1', 'run show r1 --watch'],
      ['show diff r1', 'diff r1'],
      ['agent info helper', 'agent list'],
      ['retro', 'run results'],
      ['night budget 10', 'night --budget 10'],
      ['night until 6', 'night --until 6:00'],
      ['night --dry-run', 'night simulate'],
      ['give 1 to bob', 'modify 1 --agent bob'],
      ['tasks of bob', 'list agent:bob'],
      ['whose 1', 'info 1'],
      ['status 1', 'info 1'],
      ['blocked by 2', 'list depends:2'],
      ['log work 1 30m', 'annotate 1 30m'],
      ['sprint', 'projects'],
      ['planning', 'tree'],
      ['auth', 'whoami'],
      ['list -1', 'list'],
      ['export all tasks to csv', 'export --format csv'],
      ['list duplicates', 'lint'],
    ] as const),
  )('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test.each(
    everyNth(3, [
      ['list --assignee=none', 'list agent.none:'],
      ['order', 'list sort:urgency-'],
      ['trash', 'list +DELETED'],
      ['merged', 'run list --state merged'],
      ['list assigned:bob', 'list agent:bob'],
      ['add task Fix the header', 'add Fix the header'],
      ['progress', 'status'],
      ['output r1', 'run events r1'],
      ['list imported', 'list source.any:'],
      ['list mine and blocked', 'list agent:@me and +BLOCKED'],
      [
        ['make', 'task', 'Footer overlaps'],
        ['add', 'Footer overlaps'],
      ],
      ['uncomplete 3', 'modify 3 --status pending'],
      ['list assignee:currentUser()', 'list agent:@me'],
      ['attach r2', 'run show r2 --watch'],
      ['bulk-edit 3 --priority low', 'modify 3 --priority L'],
    ] as const),
  )('%s is %s', async (line, meant) => {
    const now = stillClock();
    const said = await sayIn(await queue(), now)(line);
    expect(said.out).toBe((await sayIn(await queue(), now)(meant)).out);
  });

  test.each(
    everyNth(3, [
      ['list no:project', '`backlog list project.none:`'],
      ['list has:assignee', '`backlog list agent.any:`'],
      ['list @bob', '`backlog list agent:bob`'],
      ['list assignee:nobody', 'agent.none:'],
    ]),
  )('%s: %s', async (line, shown) => {
    const { out, err } = await sayIn(await queue())(line);
    expect(out + err).toContain(shown);
  });
});

test('a list without tasks explains a plural, and an assignee', async () => {
  const { say } = cli();
  for (const line of ['add One +bug', 'modify 1 --agent bob']) await say(line);
  expect((await say('list bugs')).out).toContain('+bug');
  expect((await say('list agent:bbo')).out).toContain('agent:bob');
  expect((await say('list mine')).out).toContain('claim:@me');
  await say('start 1');
  expect((await say('list claim:@me')).out).toContain('One');
});
