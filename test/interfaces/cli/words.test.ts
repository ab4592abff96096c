import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS, findCommand } from '../../../src/commands/index.ts';
import { splitAttributes } from '../../../src/commands/task/attributes.ts';
import { spelled } from '../../../src/domain/calls/door.ts';
import { MACHINE } from '../../../src/interfaces/cli/machine/table.ts';
import { GLOBAL_FLAGS } from '../../../src/interfaces/cli/words/global-flags.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth } from '../../support/soak-test.ts';
import { cli, errorIn } from './line.ts';

describe("Taskwarrior's words in a description", () => {
  const shape = findCommand('task_add')!.input().shape;

  test.each<[string, string, Record<string, string>]>([
    [
      'Buy milk +errand due:tomorrow project:home pri:H',
      'Buy milk',
      { tags: 'errand', due: 'tomorrow', project: 'home', priority: 'H' },
    ],
    ['Fix http://localhost:8080/x', 'Fix http://localhost:8080/x', {}],
    ['Vote +1 for C++ at 14:30', 'Vote +1 for C++ at 14:30', {}],
    ['note:this is a note', 'note:this is a note', {}],
    ['Read depends:12 wai:monday', 'Read', { depends: '12', wait: 'monday' }],
    ['de:x +', 'de:x +', {}],
    ['Go on after:3,4', 'Go on', { depends: '3,4' }],
  ])('%s', (line, description, fields) => {
    const split = splitAttributes(line.split(' '), shape);
    expect([split.plain.join(' '), Object.fromEntries(split.fields)]).toEqual([description, fields]);
  });

  test('make a task, with blanks in a quoted value, and several tags', async () => {
    const { say } = cli();
    await say(['add', 'Buy', 'milk', '+errand', '+shop', 'due:2030-01-02', 'pri:H', '--tags', 'dairy']);
    const [task] = JSON.parse((await say('export')).out);
    expect(task).toMatchObject({ description: 'Buy milk', priority: 'H', due: '2030-01-02' });
    expect(task.tags.sort()).toEqual(['dairy', 'errand', 'shop']);
    expect((await say(['add', 'Later', 'due:in 2 weeks'])).out).toContain('Later');
  });

  test.each<[string[], string, Record<string, string>]>([
    [['due:friday is what it says'], 'due:friday is what it says', {}],
    [['Fix +bug in due:friday parsing'], 'Fix +bug in due:friday parsing', {}],
    [['Say', 'project:web is gone', 'due:next friday'], 'Say project:web is gone', { due: 'next friday' }],
  ])('are text where the shell was told so: %j', (words, description, fields) => {
    const split = splitAttributes(words, shape);
    expect([split.plain.join(' '), Object.fromEntries(split.fields)]).toEqual([description, fields]);
  });

  test('are words after --, and what they set wrongly is told', async () => {
    const { say } = cli();
    expect((await say(['add', '--', 'Explain', '+READY', 'due:tomorrow'])).out).toContain(
      'Explain +READY due:tomorrow',
    );
    expect(await say(['add', 'x', 'pri:X'])).toMatchObject({ code: 2, err: expect.stringMatching(/priority/) });
  });
});

describe('flags', () => {
  test('of lists are taken together', async () => {
    const { say } = cli();
    await say([
      'add',
      'x',
      '--acceptance',
      'A, with a comma',
      '--acceptance',
      'B',
      '--tags',
      'a',
      '--tags',
      'b,c',
      '--scope',
      'src/{a,b}/**',
      '--scope',
      'docs/**',
    ]);
    const [task] = JSON.parse((await say('export')).out);
    expect(task.acceptance.map(({ text }: { text: string }) => text)).toEqual(['A, with a comma', 'B']);
    expect(task.tags).toEqual(['a', 'b', 'c']);
    expect(task.scope.map(({ glob }: { glob: string }) => glob)).toEqual(['src/{a,b}/**', 'docs/**']);
    const evidence = task.acceptance.map(({ id }: { id: string }) => JSON.stringify([{ criterion: id, text: 'seen' }]));
    expect((await say(['done', '1', '--evidence', evidence[0], '--evidence', evidence[1]])).out).toContain('Completed');
  });

  test.each(
    everyNth(3, [
      [['add', 'x', '--due', 'fri', '--due', 'sat'], /--due was given twice: fri and sat/],
      [['add', 'x', '--__proto__', 'y'], /unknown flag --__proto__/],
      [['add', 'x', '--constructor', 'y'], /unknown flag --constructor/],
      [['add', 'x', '--constructor'], /unknown flag --constructor/],
      [['completion', 'constructor'], /expected one of "bash"\|"zsh"\|"fish"/],
      [['list', '--limit', '-1'], /limit/],
      [['import', '{bad'], /expected JSON: .*line 1, column 2, near "\{bad"/],
      [['import', '[{"description": "x"},\n {"description": }]'], /line 2, column 18/],
      [['add', 'x', '--until', 'yesterday'], /until: .* is in the past/],
      [[''], /no command ""/],
      [['ad', 'Fix x'], /^backlog: no command "ad" \(did you mean "add"\?\)\nSee its usage: `backlog add --help`/],
      [['Fix x'], /no command "Fix x"/],
      [
        ['-x'],
        /unknown flag -x\nThe short flags are -p \(--project\), .* -h \(--help\), -w \(--queue\), -y \(--yes\)\.\nSee all commands: `backlog help`$/,
      ],
    ]),
  )('%j is refused as usage', async (line, message) => {
    const said = await cli().say(line);
    expect(said).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
    expect(said.err).not.toMatch(/\bat .*\.ts/);
  });

  test('--docs false is false', async () => {
    const { say } = cli();
    await say(['add', 'x', '--spec', '# Spec']);
    expect(JSON.parse((await say('export')).out)[0].docs).toEqual({ spec: '# Spec' });
    for (const line of ['export --docs false', 'export --docs=false'])
      expect(JSON.parse((await say(line)).out), line).toMatchObject([{ description: 'x' }]);
    expect(JSON.parse((await say('export --docs false')).out)[0]).not.toHaveProperty('docs');
  });

  test.each(['-v', '-V', '--version', 'version'])('%s prints the version', async (flag) => {
    expect(await cli().say([flag])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+/) });
  });
});

describe('ids', () => {
  test('a range is its ids, for every verb', async () => {
    const { say } = cli();
    for (const name of ['a', 'b', 'c', 'd']) await say(['add', name]);
    expect((await say('done 2-3')).out).toMatch(/^Completed #2 b\nCompleted #3 c/);
    expect(await say('done 4-1')).toMatchObject({ code: 2, err: expect.stringContaining('from low to high') });
    expect(await say('done 1-99999')).toMatchObject({ code: 2 });
    expect(await say('delete 4-5')).toMatchObject({ code: 1, err: expect.stringContaining('no task 5') });
  });
});

describe('words of the command line', () => {
  test.each([
    ['done 99', /See the tasks: `backlog list`/],
    ['doc read 1', /Write one: `backlog doc write 1 --content "…"`/],
    ['claim release 12345678', /See all claims: `backlog claim list`/],
    [
      'modify +bug status:pending',
      /no change was given: "\+bug status:pending" only selects tasks\nSee its usage: `backlog modify --help`/,
    ],
    ['search x --limit few', /For example: `backlog search x --limit 10`/],
    ['done 1 --evidence {"a":1}', /done takes: .*\nSee its usage: `backlog done --help`/],
  ])('%s: %s', async (line, hint) => {
    const { say } = cli();
    await say(['add', 'x']);
    const { err } = await say(line);
    expect(err).toMatch(hint);
    expect(err).not.toMatch(/\b(task|claim|backlog)_[a-z]|Arguments of/);
  });

  test('in the JSON of an error, too', async () => {
    const { say } = cli();
    await say(['add', 'x']);
    expect(errorIn(await say('done 99 --json')).hint).toContain('`backlog list`');
  });

  test('in texts: what was cut, where the rest is', async () => {
    const { say } = cli();
    await say(['add', 'x', '--spec', 'y'.repeat(5_000)]);
    expect((await say('info 1')).out).toContain('backlog doc read 1');
    expect((await say('status')).out).not.toContain('task_');
    expect((await say('doc read 1')).out).toHaveLength(5_000);
  });
});

describe('times', () => {
  test("are the reader's own, with the zone, in every text; in JSON they are UTC", async () => {
    const { say } = cli({ TZ: 'Asia/Tokyo' });
    await say(['add', 'x', '--wait', '2030-01-02T09:00:00', '--scope', 'src/**']);
    await say('modify 1 --due 2030-01-03');
    await say('start 1');
    await say('claim acquire docs/** --for 2h');
    for (const line of ['info 1', 'history', 'explain 1', 'claim list', 'claim check src/a.ts', 'start 1']) {
      const { out } = await say(line);
      expect(out, line).not.toMatch(/\dT\d\d:\d\d/);
      if (line !== 'claim check src/a.ts') expect(out, line).toContain('+09:00');
    }
    expect((await say('history')).out).toContain('due: (none) -> 2030-01-03');
    expect((await say('info 1 --json')).out).toContain('2030-01-02T00:00:00Z');
  });
});

describe('flags of every command', () => {
  const FORMS: [flag: string, words: readonly string[]][] = [
    ...Object.entries(GLOBAL_FLAGS).flatMap(([name, flag]): [string, readonly string[]][] => {
      // `queues.test.ts` has those that choose queues.
      if (['watch', 'help', 'queue', 'profile', 'all_queues'].includes(name)) return [];
      if (!('value' in flag)) return [[`--${name}`, [`--${name}`]]];
      const value = { as: 'human:ada', cwd: '/', color: 'never' }[name as 'as' | 'cwd' | 'color'];
      return [
        [`--${name} VALUE`, [`--${name}`, value]],
        [`--${name}=VALUE`, [`--${name}=${value}`]],
      ];
    }),
    ['-y', ['-y']],
  ];

  test.each(everyNth(4, FORMS))(
    '%s may stand before the words and behind them, whatever these are',
    async (flag, words) => {
      const { say } = cli({ BACKLOG_HOME: tempFolder('home') });
      for (const line of ['add One +web', 'alias set mine list +READY']) await say(line);
      for (const line of [
        [],
        ['1'],
        ['+web'],
        ['list', '+web'],
        ['1', 'info'],
        ['mine'],
        ['version'],
        ['help', 'add'],
        ['settings'],
        ['agent', 'list'],
      ]) {
        const before = await say([...words, ...line]);
        expect(before, line.join(' ')).toMatchObject({ code: 0, err: '' });
        expect(await say([...line, ...words]), line.join(' ')).toEqual(before);
        // Without colours, and in the same store, the answer is that of no flag at all.
        if (line.length > 0 && flag !== '--json') expect(await say(line)).toEqual(before);
      }
    },
  );

  test('--help behind any words, and before them, is help', async () => {
    const { say } = cli();
    for (const help of ['--help', '-h'])
      for (const line of [['add'], ['runs'], ['--color', 'never', 'add'], ['add', '--color', 'never']]) {
        expect(await say([...line, help])).toMatchObject({ code: 0, err: '' });
        expect((await say([help, ...line])).out).toBe((await say([...line, help])).out);
      }
  });

  test('a board is opened for the folder that is said, a value is wanted, and none is taken where there is none', async () => {
    const { say } = cli();
    expect((await say('list --json=no')).err).toContain('--json takes no value, received "no"');
    expect((await say('list --cwd')).err).toContain('--cwd needs a value');
    expect((await say('--color green')).err).toContain('--color: expected auto, always, never');
    expect((await say('token list --color green')).err).toContain('--color: expected auto, always, never');
    expect(await say('token list --color never --cwd /')).toMatchObject({ code: 0 });
  });
});

describe('a letter behind a dash', () => {
  test.each([
    ['1 -x', /unknown flag -x/],
    ['modify 1 -b', /unknown flag -b/],
  ])('%s is no text', async (line, told) => {
    const { say } = cli();
    await say('add One');
    expect(await say(line)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(told) });
    expect((await say('list')).out).toBe('1 - ready One');
  });

  test('-y says yes, -h helps, and behind -- or among others in quotes it is a word', async () => {
    const { say, asked } = cli();
    for (const word of ['a', 'b', 'c', 'd']) await say(`add ${word} +x`);
    await say('done +x -y');
    expect(asked).toEqual([]);
    await say('add e');
    for (const line of [
      ['list', '--', '-x'],
      ['list', '-x or id:9'],
    ])
      expect((await say(line)).out).toBe('5 - ready e');
    expect((await say('add -- Try -x')).out).toContain('Try -x');
    expect((await say('add -h')).out).toContain('Usage: backlog add');
  });
});

describe('a flag of another program', () => {
  test.each([
    ['done --tag x', 'tags:x', 'backlog done tags:x'],
    ['list --template {id}', "--format template '{id}'", "backlog list --format template '{id}'"],
  ])('%s is answered with %s', async (line, meant, call) => {
    const { say } = cli();
    await say('add One +x project:web');
    const { code, err } = await say(line);
    expect(code).toBe(2);
    expect(err).toContain(`(did you mean ${meant}?)\nWrite \`${call}\`. See the flags: `);
  });

  test('is answered with the one that says it here', async () => {
    const { say } = cli();
    await say('add One');
    expect((await say('annotate 1 --message x')).err).toContain('(did you mean `backlog annotate 1 --text x`?)');
  });
});

describe('several of a noun', () => {
  test.each(
    everyNth(3, [
      ['runs', 'run list'],
      ['runs list --all', 'run list --all'],
      ['runs show r1', 'run show r1'],
      ['runs approve r1', 'run approve r1'],
      ['runs project:web', 'run list project:web'],
      ['claims', 'claim list'],
      ['claims check src/a.ts', 'claim check src/a.ts'],
      ['agents', 'agent check'],
      ['repos', 'repo list'],
      ['views list', 'view list'],
      ['worktrees', 'worktree list'],
      ['settings list', 'setting list'],
      ['hooks status', 'git-hook status'],
      ['tasks list', 'list'],
      ['docs list workspace', 'doc list workspace'],
    ]),
  )('%s is %s', async (line, same) => {
    const { say } = cli();
    await say('add One');
    expect(await say(line)).toEqual(await say(same));
  });

  test('with a word that is no verb is not answered as if it were a filter', async () => {
    const { say } = cli();
    expect((await say('runs login')).err).toMatch(
      /no command "runs login".*\n`backlog run list login` searches for the word/,
    );
    expect((await say('run login')).err).toMatch(/no command "run login"/);
    expect((await say('claims nothing')).err).toMatch(
      /no command "claims nothing"\nVerbs: list, check, acquire, release\./,
    );
  });
});

test('global flags may stand before the verb', async () => {
  const { say } = cli();
  await say(['--as', 'human:grace', 'add', 'x']);
  expect(JSON.parse((await say('--json history')).out).commits[0].actor).toEqual({ kind: 'human', name: 'grace' });
  expect(await say('--as')).toMatchObject({ code: 2 });
});

test('who asks for the next task and holds it already is told so', async () => {
  const { say } = cli();
  await say(['add', 'x']);
  await say('next');
  expect((await say('next')).err).toContain('you have claimed it; backlog done 1');
});

describe('next with nothing to take', () => {
  test.each(['next', 'next --peek', 'next project:nowhere'])('%s exits 1 with its message on stderr', async (line) => {
    const { say } = cli();
    expect(await say(line)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^No task to take/) });
  });

  test('with --json the value is on stdout all the same', async () => {
    const said = await cli().say('next --json');
    expect(said).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(said.out)).toMatchObject({ brief: null });
  });
});

describe('who comes from Taskwarrior', () => {
  test('changes fields by words after the ids', async () => {
    const { say } = cli();
    await say('add Buy milk +errand');
    await say('add Drink it due:2030-01-02');
    expect((await say('modify 1 +shop -errand pri:H')).out).toContain('1 H ready Buy milk  +shop');
    expect((await say('modify 1,2 project:home due:')).out).toMatch(
      /^Modified 2 tasks.*1 H .*home.*2 - ready Drink it {2}home$/s,
    );
  });

  test.each([
    ['modify project:home +shop', /no change was given: "project:home \+shop" only selects tasks/],
    ['modify 1 milk due:fri', /"milk" sets no field\n.*`backlog modify 1 due:fri description:milk`$/],
    ['modify 1 Fix the login', /"Fix" sets no field\n.*`backlog modify 1 --description 'Fix the login'`$/],
    ['modify 1 +a projct:web', /"projct:web" sets no field\nDid you mean `backlog modify 1 \+a project:web`\?$/],
    ['modify 1 +READY', /"READY" is a virtual tag, which follows from the task .*\nChoose another name/],
    ['add Buy milk +PENDING', /"PENDING" is a virtual tag/],
  ])('%s might mean two things and changes nothing', async (line, told) => {
    const { say } = cli();
    await say('add Buy milk project:home');
    expect(await say(line)).toMatchObject({ code: 2, err: expect.stringMatching(told) });
  });

  test('keeps a filter where flags say what changes', async () => {
    const { say } = cli();
    await say('add Buy milk +errand');
    await say('modify 1 -errand --priority H');
    expect((await say('list')).out).toBe('1 - ready Buy milk  +errand');
  });

  test.each([
    ['1 done', 'done 1', /^Completed #1 a/],
    ['1,3 done', 'done 1,3', /^Completed #1 a.*\nCompleted #3 c/],
    ['task 2 start', 'start 2', /^Started/],
    ['+web list', 'list +web', /^2 .*b.*\n3 .*c/],
    ['( +web and id:2 ) list', 'list ( +web and id:2 )', /^2 .*b[^\n]*$/],
    ['1 modify +x pri:H', 'modify 1 +x pri:H', /^Modified 1 .*\n1 H ready a {2}\+x/],
    [
      '+web modify -web due:2030-01-01',
      'modify +web --tags -web --due 2030-01-01',
      /^Modified 2 .*\n2 - ready due:2030/,
    ],
    ['2 annotate looks good', 'annotate 2 looks good', /^Added a note to #2 b$/],
    ['1 diff', 'diff 1', /no spec of task 1/],
  ])('types %s for %s', async (line, same, told) => {
    const queue = async () => {
      const here = cli();
      for (const words of ['add a', 'add b +web', 'add c +web']) await here.say(words);
      return here.say;
    };
    const said = await (await queue())(line);
    expect(said.err + said.out).toMatch(told);
    const other = await (await queue())(same);
    const dated = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d/g, '…');
    expect(dated(JSON.stringify(said))).toBe(dated(JSON.stringify(other)));
  });

  test.each([
    ['lst', 'backlog list'],
    ['lst +READY', 'backlog list +READY'],
    ['task lst', 'backlog list'],
  ])('%s is answered with %s', async (line, meant) => {
    expect(await cli().say(line)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`did you mean \`${meant}\`?`),
    });
  });
});

test('other words for a verb work behind its noun as without it', async () => {
  const { say } = cli();
  await say('add One');
  expect(await say('task show 1')).toEqual(await say('show 1'));
  expect(await say('task ls')).toEqual(await say('ls'));
  expect((await say('task rm 1')).out).toContain('One');
  expect((await say('release snapshot')).err).not.toContain('did you mean `backlog stop`');
  expect((await say('release 1')).err).toContain('See its usage: `backlog stop --help`');
});

describe('a noun alone', () => {
  test.each(['doc --help', 'help doc'])('%s shows the verbs that `doc` alone names', async (line) => {
    const { say } = cli();
    const [, verbs = ''] =
      /needs a verb: (.*)\nSee what they do: `backlog doc --help`/.exec((await say('doc')).err) ?? [];
    const { code, out } = await say(line);
    expect(code).toBe(0);
    expect(out.match(/(?<=^backlog doc )\w+/gm)).toEqual(verbs.split(', '));
  });

  test.each(['claim --help', 'help claim', 'claim -h'])('%s shows its verbs', async (line) => {
    const said = await cli().say(line);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/backlog claim list .*\n.*backlog claim check/);
    expect(said.out).not.toContain('backlog view');
  });

  test('is told which verbs there are', async () => {
    expect(await cli().say('attachment')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/add, get, remove/),
    });
  });

  test('that nobody knows is not answered with the whole list', async () => {
    expect(await cli().say('help ad')).toMatchObject({
      code: 2,
      err: expect.stringContaining('`backlog add --help`'),
    });
  });
});

test('the help of every verb is in the words of a command line', async () => {
  const { say } = cli();
  for (const { name } of everyNth(8, COMMANDS)) {
    const { out } = await say(['help', ...name.split('_')]);
    expect(out, name).not.toMatch(/\b(task|claim|view|repo|backlog)_[a-z]+\b|instructions/);
    if (name !== 'orchestrator') expect(out).toContain('--as');
  }
});

describe('a refusal shows the call that would go through, and it does', () => {
  test('to open a closed task again', async () => {
    const { say } = cli();
    await say('add x');
    await say('done 1');
    const { err } = await say('done 1');
    const [, call = ''] = /`backlog (.*?)`/.exec(err) ?? [];
    expect((await say(call)).out).toContain('1 - ready x');
  });

  test('to prove a criterion', async () => {
    const { say } = cli();
    await say(['add', 'x', '--acceptance', 'it works']);
    const { err } = await say('done 1');
    const [, id = '', text = ''] = /`backlog annotate 1 --criterion (\w+) "(.*?)"`/.exec(err) ?? [];
    expect(err).not.toContain('force');
    expect((await say(['annotate', '1', '--criterion', id, text])).out).toBe('Criterion accepted on #1 x; 0 unmet');
    const told = await say(['done', '1', '--evidence', 'it works']);
    expect(told.err).toContain('[{"criterion": 1, "text": "npm test: 41 passed"}]');
    const half = await say(['done', '1', '--evidence', '[{"criterion":1}]']);
    expect(half.err, 'the id is there, so that no example with another one helps').not.toContain('For example');
  });
});

describe('what is told is true', () => {
  test('a repository without a queue is not called unlinked', async () => {
    const { cwd, say } = cli({ BACKLOG_DIR: '', BACKLOG_HOME: tempFolder('home') });
    execFileSync('git', ['init', '-q', cwd]);
    expect((await say('repo list')).out).toMatch(/ {2}linked {2}home, here {2}/);
  });

  test('a task waits for what is open, and comes after what is not', async () => {
    const { say } = cli();
    for (const line of ['add a', 'add b', 'add c --depends 1,2', 'done 1']) await say(line);
    const { out } = await say('info 3');
    expect(out).toContain('blocked by: #2 b (pending)\nclosed dependencies: #1 a (completed)');
  });

  test('what was handed off is taken up by the call that is said', async () => {
    const { say } = cli();
    for (const line of ['add a', 'start 1', 'stop 1 --handoff later']) await say(line);
    expect((await say('status')).out).toContain('(backlog run show, backlog start)');
    const { err } = await say('next');
    expect(err).toContain('it was released with a handoff note by you; backlog start 1 continues it');
    expect((await say('start 1')).out).toContain('Started');
  });

  test.each([
    ['start', 'no task was named: give its id'],
    ['info 1 --format xml', 'format: expected one of "text"|"json"'],
    [
      'doc write 1 spec hello',
      "content: expected one text, received 2 words: spec hello (did you mean `backlog doc write 1 'spec hello'`?)",
    ],
  ])('%s: %s', async (line, told) => {
    const { say } = cli();
    await say('add a');
    expect(await say(line)).toMatchObject({ code: 2, err: expect.stringContaining(`backlog: ${told}\n`) });
  });

  test('an undo that is refused names tasks by number, each once', async () => {
    const { say } = cli();
    for (const line of ['add a', 'modify 1 --priority H --due friday', 'modify 1 --priority L --due monday'])
      await say(line);
    const { err } = await say('undo 2');
    expect(err).toMatch(/changed later: (due, priority|priority, due) of #1 a by human:\w+ \(change 3, .+\)$/m);
    expect(err).toContain('Undo the later change first: `backlog undo 3`');
  });
});

test.each(MACHINE.map(({ name }) => spelled(name)))('`help %s` and `%s --help` say the same', async (word) => {
  const { say } = cli();
  const help = await say(`help ${word}`);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('backlog');
  expect(await say(`${word} --help`)).toEqual(help);
});
