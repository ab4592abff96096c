import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { git } from '../../support/git.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { testWorkspace } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/** Two open tasks, and a completed one. */
async function queue() {
  const line = cli({ USER: 'ada' });
  for (const words of ['add First +x', 'add Second', 'log Third']) expect((await line.say(words)).code).toBe(0);
  return line;
}

/** The lines between backticks in a text. */
const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]*)`/g), ([, line = '']) => line);

describe('a status of modify', () => {
  test.each([
    ['todo', 'move 2 todo'],
    ['wip', 'move 2 progress'],
    ['WIP', 'move 2 progress'],
    ['in_review', undefined],
    ['blocked', "block 2 '…'"],
    ['cancelled', 'delete 2'],
    ['frozen', undefined],
    ['review', undefined],
  ])('%s is refused with the values and %s', async (status, meant) => {
    const { say } = await queue();
    const { code, err } = await say(`modify 2 --status ${status}`);
    expect([code, meantIn(err)]).toEqual([2, meant]);
    expect(err).toMatch(new RegExp(`^backlog: status: expected pending, received "${status}"`));
    expect(err).not.toMatch(/unknown flag|no place/);
    if (meant !== undefined) expect((await say(wordsOf(meant.replace('…', 'Later')))).code).toBe(0);
    else expect(err).toContain('`backlog move 2 progress`');
  });
});

describe('undo', () => {
  test('of an agent that was added or removed is refused, and names no other change to undo', async () => {
    const { say } = await queue();
    await say('agent add fixer ./fixer.sh');
    const added = await say('undo');
    expect([added.code, linesIn(added.err)]).toEqual([1, ['agent remove fixer']]);
    expect((await say('agent remove fixer')).code).toBe(0);
    const { code, err } = await say('undo');
    expect([code, linesIn(err)]).toEqual([1, ['history']]);
    expect(err).toMatch(/^backlog: change 5 \(agent remove, human:\w+\) can't be undone: it changed only an agent/);
    expect((await say('list')).out).toContain('Second');
  });
});

test('retry says that the former run is discarded, and which run replaces it', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Fix login' });
  await runIn(work, 'failed', { number: 1 });
  expect(await work.text('run_retry', { run: 'r1' })).toContain('r1 is discarded. r2 replaces it.');
});

describe('an agent whose program', () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ['is missing', (_: string) => {}, /the program \/\S+\/fixer\.sh does not exist/],
    ['is a folder', (file: string) => mkdirSync(file), /the program \/\S+\/fixer\.sh is not a file/],
    [
      'is not executable',
      (file: string) => writeFileSync(file, '#!/bin/sh\n'),
      /the program \/\S+\/fixer\.sh is not executable: `chmod \+x \/\S+\/fixer\.sh`/,
    ],
  ] as const)('%s is named with the reason by each command', async (_, make, problem) => {
    const { cwd, say } = await queue();
    make(join(cwd, 'fixer.sh'));
    const git0 = (...words: string[]) => git(cwd, ...words);
    git0('init', '-q');
    git0('commit', '-q', '--allow-empty', '-m', 'First commit');
    const added = await say('agent add fixer ./fixer.sh');
    expect(added.out).toMatch(/^Added fixer/);
    expect(added.out).toMatch(problem);
    for (const line of ['agent list', 'agent check fixer', 'agent update fixer --slots 2'])
      expect(Object.values(await say(line)).join(' '), line).toMatch(problem);
    vi.stubEnv(
      'PATH',
      `${process.env.PATH?.split(':')
        .filter((folder) => !/claude|codex|\.local/.test(folder))
        .join(':')}`,
    );
    const { err } = await say('run 1');
    expect(err).toMatch(/^backlog: agent claude: no program claude is in PATH/);
    expect(err).toContain("Agent fixer can't start: ");
    expect(err).toMatch(problem);
  });
});

describe('an agent whose program is missing is named by each command that starts or continues a run', () => {
  test.each([
    ['run_start', 'failed', { filter: '2' }],
    ['run_retry', 'failed', { run: 'r1' }],
    ['run_resume', 'failed', { run: 'r1' }],
    ['run_request_changes', 'review', { run: 'r1', note: 'Again' }],
    ['review_send', 'review', { run: 'r1', note: 'Again' }],
  ] as const)('%s', async (name, state, input) => {
    const work = await testWorkspace();
    const base = await gitProject(work);
    await work.run('agent_add', { name: 'fixer', argv: ['./missing.sh'] });
    for (const description of ['Fix login', 'Write docs']) await work.run('task_add', { description, agent: 'fixer' });
    await runIn(work, state, { number: 1, agent: 'fixer', provider: 'command', base });
    expect(await work.text(name, input)).toMatch(/fixer can't start: the program \S+missing\.sh does not exist/);
  });
});

test('an agent gets another program by the words that added it', async () => {
  const { cwd, say } = await queue();
  writeFileSync(join(cwd, 'new.sh'), '#!/bin/sh\n', { mode: 0o755 });
  await say('agent add fixer ./old.sh');
  const again = await say('agent add fixer ./new.sh');
  expect(linesIn(again.err)).toEqual(['agent update fixer ./new.sh']);
  expect((await say('agent update fixer ./new.sh')).out).toBe('Changed fixer  command');
  expect((await say('agent list')).out).toContain('new.sh');
});

describe('a line as people say it', () => {
  test.each(
    everyNth(4, [
      ['depends 1 on 2', 'modify 1 --depends +2'],
      ['depends 1 by 2', 'modify 1 --depends +2'],
      ['move 1 project web', 'modify 1 --project web'],
      ['move 1 to project web', 'modify 1 --project web'],
      ['delete 2 -f', 'delete 2'],
      ['rm 1 2 --force', 'delete 1 2'],
      ['run 1 again', 'retry 1'],
      ['due 1 clear', "modify 1 --due ''"],
      ['due 1 none', "modify 1 --due ''"],
      ['help filter', 'help filters'],
      ['help dates', 'help filters'],
      ['note rm 1', "denotate 1 '…'"],
      ['grep First', 'search First'],
      ['jobs', 'run list'],
      ['list --csv', 'list --format csv'],
      ['list #x', 'list +x'],
      ['list tag:x,y', 'list +x +y'],
      ['list is:open', 'list status:pending'],
      ['list is:closed', 'list +COMPLETED'],
      ['unblock 1 2', 'modify 1 --depends -2'],
      ['unblock 1 from 2', 'modify 1 --depends -2'],
      ['block 1 --by 2', 'modify 1 --depends +2'],
      ['man add', 'help add'],
      ['man run approve', 'help run approve'],
      ['current', 'list +ACTIVE'],
      ['criteria 2', 'info 2'],
      ['export csv tasks.csv', 'export --format csv --to tasks.csv'],
      ['export json tasks.json', 'export --format json --to tasks.json'],
      ['approve all', 'review'],
      ['approve --all', 'review'],
      ['log 2', 'history 2'],
    ]),
  )('%s is refused with %s', async (line, meant) => {
    const { say } = await queue();
    await say('start 2');
    await say('modify 1 --due tomorrow');
    const { code, err } = await say(line);
    expect([code, meantIn(err)]).toEqual([2, meant]);
    // A run needs a repository and an agent, and a note its words.
    const played = await say(wordsOf(meant));
    if (/^(run \+|retry|denotate)/.test(meant)) expect(played.code).not.toBe(2);
    else expect(played, meant).toMatchObject({ code: 0 });
  });

  test.each(
    everyNth(3, [
      ['discard r1 r2 wrong', 'discard r1 wrong && backlog discard r2 wrong'],
      ['approve r2 --wait', 'approve r2 && backlog run show r2 --watch'],
      ['setting set checks.unit node --test', "setting set checks.unit 'node --test'"],
      ['config set checks.unit npm run test --silent', "setting set checks.unit 'npm run test --silent'"],
      ['run 2 --wait', 'run 2 --watch'],
      ['run 2 --agent fixer --follow', 'run 2 --watch --agent fixer'],
    ]),
  )('%s is refused with %s, which the command line can read', async (line, meant) => {
    const { say } = await queue();
    const { code, err } = await say(wordsOf(line));
    expect([code, meantIn(err)]).toEqual([2, meant]);
    // There are no runs.
    for (const one of meant.split(' && backlog ')) {
      const words = wordsOf(one);
      expect((await say(words)).err, one).not.toMatch(/did you mean `|unknown flag|is not a run id/);
    }
  });

  test.each(['create task', 'new issue', 'add ticket', 'add task'])(
    '%s and a quoted text add the text',
    async (verb) => {
      const { say } = await queue();
      expect((await say([...verb.split(' '), 'Add tests', '--priority', 'H'])).out).toMatch(
        /^Added 4 H ready Add tests$/m,
      );
      expect((await say(`${verb} force meeting`)).out).toMatch(/^Added 5 - ready \w+ force meeting$/m);
    },
  );

  test('the notes of a task are a part of it', async () => {
    const { say } = await queue();
    expect((await say('notes 2')).out).toBe((await say('info 2')).out);
  });

  test('an end is no command, and none is like it', async () => {
    const { say } = await queue();
    for (const line of ['exit', 'quit']) {
      const { code, err } = await say(line);
      expect([code, err]).toEqual([2, expect.stringContaining('There is nothing to exit')]);
      expect(err).not.toContain('did you mean');
    }
  });

  test('history --author and token withdraw work', async () => {
    const { cwd } = await queue();
    const { say, answers } = cli({ USER: 'ada', BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
    expect((await say('history --author nobody')).err).not.toContain('unknown flag');
    await say('token add home');
    answers.push('y');
    expect((await say('token withdraw home')).code).toBe(0);
  });
});

test('an assignee of a closed task is told how to reopen it, not to run it', async () => {
  const { say } = await queue();
  const { out } = await say('assign 3 claude');
  expect(linesIn(out)).toEqual(['modify 3 --status pending']);
  expect((await say('modify 3 --status pending')).code).toBe(0);
  await say('modify 1 --depends +2');
  expect((await say('assign 1 claude')).out).toMatch(/starts it with claude when nothing blocks it any more\.$/);
});

test.each(['delete 1 8', 'done 1 8'])('%s says that nothing was changed', async (line) => {
  const { say } = await queue();
  const { code, err } = await say(line);
  expect([code, err.split('\n')[0]]).toEqual([1, 'backlog: no task 8, so none of the 2 tasks was changed']);
  expect((await say('count')).out).toBe('2');
});

test('an unknown saved filter names the term for an assignee', async () => {
  const { say } = await queue();
  expect((await say('list @fixer')).err).toContain('agent:fixer');
});

test.each([
  ['actor', 'history --actor human:ada'],
  ['since', 'history --since friday'],
])('audit --%s is refused with %s', async (flag, meant) => {
  const { say } = await queue();
  expect(meantIn((await say(`audit --${flag} ${meant.split(' ').at(-1)}`)).err)).toBe(meant);
  expect((await say(wordsOf(meant))).code).not.toBe(2);
});

test.each([
  'token add nightly --rights write --expires 90d',
  'token add semgrep --as ai:semgrep --file semgrep.token',
  'connect codex --scope project --toolsets core',
  'queue restore web',
])('a refused command of the machine names the whole line for a person: %s', async (words) => {
  const { code, err } = await cli({ USER: 'ada' }, false).say(words);
  expect([code, linesIn(err)[0]]).toEqual([1, words]);
});
