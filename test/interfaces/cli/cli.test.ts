import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HELP_GROUPS } from '../../../src/commands/groups.ts';
import { COMMANDS } from '../../../src/commands/index.ts';
import { shortLine, spelled } from '../../../src/domain/calls/door.ts';
import { VIRTUAL_TAGS } from '../../../src/domain/urgency/virtual-tags.ts';
import { ATTRIBUTES } from '../../../src/filter/tables/attributes.ts';
import { fitted } from '../../../src/interfaces/cli/help/fitted.ts';
import { FIRST_PAGE } from '../../../src/interfaces/cli/help/overview.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { GLOBAL_FLAGS } from '../../../src/interfaces/cli/words/global-flags.ts';
import { resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { everyNth } from '../../support/soak-test.ts';
import { cli } from './line.ts';

describe('words', () => {
  test.each([
    ['task list +READY', 'task_list', ['+READY']],
    ['task_list', 'task_list', []],
    ['list -BLOCKED', 'task_list', ['-BLOCKED']],
    ['status', 'backlog_status', []],
    ['task doc write 12', 'task_doc_write', ['12']],
    ['doc read 12', 'task_doc_read', ['12']],
    ['claim list', 'claim_list', []],
  ])('%s is %s', (line, name, rest) => {
    const found = resolveCommand(line.split(' '));
    expect([found?.command.name, found?.rest]).toEqual([name, rest]);
  });

  test('a filter takes all remaining words, those with a minus too', async () => {
    const { say } = cli();
    await say(['add', 'one', 'two', '--tags', 'bug']);
    expect((await say('list -late +bug')).out).toContain('one two');
    expect((await say('list -bug')).out).toMatch(/^No tasks\.\nNo task fits -bug: /);
  });

  test('several ids may stand apart or together', async () => {
    const { say } = cli();
    for (const name of ['a', 'b', 'c']) await say(['add', name]);
    expect((await say('done 1,2 3')).out).toContain('Completed #3 c');
  });

  test('everything after -- is words', async () => {
    const { say } = cli();
    expect((await say(['add', '--', '--force is no flag here'])).out).toContain('--force is no flag here');
  });

  test('a value is read from a file with @ and from standard input with -', async () => {
    const { say, cwd } = cli();
    await say(['add', 'one']);
    writeFileSync(join(cwd, 'spec.md'), '# From a file');
    await say('doc write 1 @spec.md');
    expect((await say('doc read 1')).out).toBe('# From a file');
    await say('doc write 1 -', '# From stdin');
    expect((await say('doc read 1')).out).toBe('# From stdin');
    expect((await say('doc write 1 @missing.md')).err).toContain('cannot read missing.md');
  });
});

describe('errors', () => {
  test.each([
    ['lst', 2, /did you mean `backlog list`/],
    ['task add x --priorty H', 2, /unknown flag --priorty.*--priority/],
    ['task add x --due', 2, /--due needs a value/],
    ['task list due.befor:today', 2, /due\.befor:today\n {4}\^+\n.*before/],
    ['task done 99', 1, /no task 99/],
    ['task frobnicate', 2, /no command|unexpected/],
    ['task add', 2, /description is required/],
  ])('%s: exit %i', async (line, code, message) => {
    const { say } = cli();
    const said = await say(line);
    expect(said.code).toBe(code);
    expect(said.err).toMatch(message);
    expect(said.out).toBe('');
  });

  test.each([
    ['task done 99 --json', 1, { code: 'not-found', message: 'no task 99: the queue here has no tasks' }],
    ['task frobnicate --json', 2, { code: 'usage' }],
    ['list ((( --json', 2, { code: 'filter' }],
    ['queue rename nowhere there --json', 1, { code: 'not-found' }],
  ])('%s: the error is an object on stderr, and stdout is empty', async (line, code, error) => {
    const { say } = cli();
    const said = await say(line);
    expect(said).toMatchObject({ code, out: '' });
    expect(JSON.parse(said.err)).toMatchObject({ error });
  });
});

describe('--watch', () => {
  test('of what changes something and begins nothing is refused, and changes nothing', async () => {
    const { say } = cli();
    expect(await say('add one --watch')).toMatchObject({ code: 2, err: expect.stringContaining('Leave out --watch') });
    expect((await say('list')).out).toMatch(/^No tasks\.\nThere is no queue here yet/);
  });

  test('of an act on a run shows the run', () => {
    for (const { command } of ['run approve', 'run retry', 'run stop'].map((line) => resolveCommand(line.split(' '))!))
      expect(command.cli?.watchInstead?.({ run: { id: 'r7' } })).toEqual({
        name: 'run_list',
        input: { runs: ['r7'], all: true },
      });
  });
});

describe('help', () => {
  test('lists every command, with its short word, but for those that are several verbs in one tool', async () => {
    const { say } = cli();
    const { out } = await say('help --all');
    for (const { name, group, mcp } of COMMANDS)
      if (!mcp?.only) expect(out.includes(`  ${shortLine(name)}  `), name).toBe(group !== 'programs');
    expect(await say('--help --all')).toMatchObject({ out });
    expect(out).not.toContain('run control');
    expect(out).toContain('Approve a run (backlog approve)');
    expect(out).toMatch(/Stop a run$/m);
  });

  test('fits one screen of a terminal; each word on it, and each page that it names, is explained', async () => {
    const { say } = cli();
    const { out } = await say('help');
    expect(out.split('\n').length).toBeLessThanOrEqual(24);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    const [, listed = ''] = /\[flags\]\n\n([\s\S]*?)\n\n/.exec(out) ?? [];
    const words = listed.split('\n').flatMap((line) => line.slice(13).trim().split(/ {2,}/));
    expect(words).toEqual(Object.values(FIRST_PAGE).flat());
    expect(words.length).toBeLessThanOrEqual(40);
    const groups = Object.keys(HELP_GROUPS).filter((group) => group !== 'programs');
    const pages = Array.from(out.matchAll(/backlog help (\w+)/g), ([, page]) => page!);
    expect(pages).toEqual(['filters', 'flags']);
    for (const word of [...words, ...groups, ...pages])
      expect(await say(`help ${word}`), word).toMatchObject({ code: 0, err: '' });
  });

  test('each command and each word of the program is in one group', async () => {
    const { say } = cli();
    const groups = Object.keys(HELP_GROUPS);
    const lists = await Promise.all(groups.map(async (group) => (await say(['help', group])).out));
    const listed = lists.map((list) => Array.from(list.matchAll(/^ {2}(\S+(?: \S+)*?) {2,}\S/gm), ([, line]) => line!));
    const typed = ROWS.filter(({ mcp }) => !mcp?.only).map(({ name }) => shortLine(name));
    expect(listed.flat().toSorted()).toEqual(typed.toSorted());
    for (const { name, group, mcp } of ROWS)
      if (!mcp?.only) expect(listed[groups.indexOf(group)], name).toContain(shortLine(name));
    const all = (await say('help --all')).out;
    for (const list of lists) expect(all.includes(list.split('\n\n')[0]!)).toBe(!list.startsWith('programs'));
  });

  test.each([
    ['split', /^ {2}--by repo +Basis of the split; default: repo$/m],
    ['goal add', /^ {2}--kind WORD +Kind, default goal; one of vision, .*, goal$/m],
    ['info', /^ {2}--format WORD +json: all fields; one of text, json$/m],
    ['goal close', /^ {2}--state WORD +won, lost, dropped; default won$/m],
  ])('of %s names each value of a flag once', async (line, row) => {
    const { out } = await cli().say(`${line} --help`);
    expect(out.replace(/\n {10,}/g, ' ')).toMatch(row);
  });

  test('every page fits a terminal of 80 columns, and also a narrow one, with the same words', async () => {
    const { say } = cli();
    const all = (await say('help --all')).out;
    const lines = Array.from(all.matchAll(/^ {2}(\S+(?: \S+)*?) {2,}\S/gm), ([, line]) => line!);
    const names = ['', '--all', 'filters', 'flags', ...Object.keys(HELP_GROUPS), ...lines];
    expect(names.length).toBeGreaterThan(150);
    const pages = await Promise.all(
      [...everyNth(4, names), 'board'].map(async (line) => (await say(`help ${line}`)).out),
    );
    for (const page of pages) {
      expect(page.split('\n').filter((line) => cells(line) > 80)).toEqual([]);
      // A flag that is as wide as its column has blanks behind it, too, so that its meaning is wrapped below itself.
      const flags = page.split('\n').filter((line) => /^ {2}(?:-\w, )?--[a-z]/.test(line));
      expect(flags.filter((line) => !/^ {2}\S+(?: \S+)* {2,}\S/.test(line))).toEqual([]);
      const narrow = fitted(page, 50);
      expect(narrow.split('\n').filter((line) => cells(line) > 50 && !/backlog | --/.test(line))).toEqual([]);
      const words = (text: string) => text.replace(/ \\\n/g, ' ').match(/\S/g)?.join('');
      expect(words(narrow)).toBe(words(page));
    }
  });

  test('runs is a group for help, and a command with --help', async () => {
    const { say } = cli();
    expect((await say('help runs')).out).toMatch(/^runs: /);
    expect((await say('runs --help')).out).toMatch(/^Usage: backlog run list/);
    expect((await say('help run list')).out).toMatch(/^Usage: backlog run list/);
  });

  test('says of filters the virtual tags and attributes that there are, of flags those of every command', async () => {
    const { say } = cli();
    const { out } = await say('help filters');
    for (const { name } of VIRTUAL_TAGS) expect(out).toContain(` +${name}`);
    for (const { name } of ATTRIBUTES) expect(out).toContain(` ${name}`);
    const flags = (await say('help flags')).out;
    for (const name of Object.keys(GLOBAL_FLAGS)) expect(flags).toContain(`--${name.replaceAll('_', '-')} `);
  });

  test('the lines that its pages show are typed as they stand, and their terms are filters', async () => {
    const { say } = cli();
    await say(['add', 'login', 'project:web', '+bug', 'due:yesterday']);
    await say(['view', 'set', 'mine', '+READY']);
    const { out } = await say('help filters');
    const words = (line: string) => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
    const lines = Array.from(out.matchAll(/^ {2}backlog (.+)$/gm), ([, line]) => line!);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(await say(words(line)), line).toMatchObject({ code: 0 });
    const terms = /Terms\n([\s\S]*?)\n {2}and /.exec(out)![1]!.split('\n');
    for (const line of terms)
      for (const term of line.trim().split(/ {3,}/)[0]!.split(/ {2,}/))
        expect(await say(['count', term]), term).toMatchObject({ code: 0 });
    const dates = /Dates\n {2}(.*)/.exec(out)![1]!;
    for (const date of words(dates))
      expect(await say(['count', `due.before:"${date}"`]), date).toMatchObject({ code: 0 });
  });

  test.each(everyNth(3, ROWS).map((command) => [spelled(command.name), command] as const))(
    '%s --help begins with its own name, and shows --watch and --yes where the command takes them',
    async (line, command) => {
      const { say } = cli();
      const { out, code } = await say(`${line} --help`);
      expect(code).toBe(0);
      // A noun alone lists its commands.
      if (!out.startsWith('Usage:')) return expect(out).toContain(`backlog ${line} `);
      expect(out.split('\n')[0]).toContain(`backlog ${line.replace(/^(task|backlog) /, '')}`);
      const watched = () => parseArgs(command, ['--watch']);
      if (/^ {2}--watch/m.test(out)) expect(watched).not.toThrow();
      else expect(watched).toThrow('has no output to watch');
      expect(/^ {2}-y, --yes/m.test(out)).toBe((command.cli?.selects ?? command.cli?.asks) !== undefined);
      expect(out).toContain('`backlog help flags`');
      const [, page = ''] = /^Documentation: (.*) of the Backlog repository$/m.exec(out) ?? [];
      const heading = `## backlog ${line.replace(/^(task|backlog) /, '')}`;
      if (!command.mcp?.only)
        expect(readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8')).toContain(`${heading}\n`);
    },
  );
});

test('every command prints JSON with --json', async () => {
  const { say } = cli();
  await say(['add', 'one', '--scope', 'src/**']);
  for (const line of [
    'status',
    'list',
    'count',
    'info 1',
    'explain 1',
    'history',
    'next',
    'claim list',
    'export',
    'projects',
    'tags',
    'setting list',
    'doctor',
  ]) {
    const said = await say(`${line} --json`);
    expect(said.code, `${line}: ${said.err}`).toBe(0);
    expect(() => JSON.parse(said.out), line).not.toThrow();
  }
});

describe('completion', () => {
  test.each(
    everyNth(3, [
      ['ta', 'task'],
      ['li', 'list'],
      ['task doc ', 'write'],
      ['list +', '+READY'],
      ['list +bu', '+bug'],
      ['list -bu', '-bug'],
      ['list project:w', 'project:web'],
      ['list due.be', 'due.before:'],
      ['list due.before:fri', 'due.before:friday'],
      ['list status:com', 'status:completed'],
      ['list (pro', '(project:'],
      ['list @mi', '@mine'],
      ['list sor', 'sort:'],
      ['add x --pri', '--priority'],
      ['done ', '1'],
      ['info ', '1'],
      ['add x --project ', 'web'],
      ['modify 1 --tags b', 'bug'],
      ['help a', 'add'],
      ['help a', 'all'],
      ['help f', 'filters'],
      ['help f', 'flags'],
      ['help te', 'team'],
      ['run sh', 'show'],
      ['archive re', 'restore'],
      ['help run st', 'stop'],
      ['add x +b', '+bug'],
      ['modify 1 +', '+bug'],
      ['modify +RE', '+READY'],
    ]),
  )('%j goes on with %s', async (line, candidate) => {
    const { say } = cli();
    await say(['add', 'x', '--project', 'web', '--tags', 'bug']);
    await say(['view', 'set', 'mine', '+READY']);
    const { out } = await say(['__complete', '--', ...line.split(' ')]);
    expect(out.split('\n').map((row) => row.split('\t')[0])).toContain(candidate);
  });

  test.each(['add x +', 'log x +', 'modify 1 +'])('%j offers no virtual tag', async (line) => {
    const { say } = cli();
    expect((await say(['__complete', '--', ...line.split(' ')])).out).not.toContain('+READY');
  });

  test.each(['done ', 'import ', 'doc write 1 ', 'add x --rank ', 'list --limit '])(
    '%j offers no words of filters',
    async (line) => {
      const { say } = cli();
      await say(['add', 'x']);
      expect((await say(['__complete', '--', ...line.split(' ')])).out).not.toMatch(/:\t/);
    },
  );

  test('what a shell shows has no invisible character', async () => {
    const { say } = cli();
    await say(['add', 'x \u202Ey']);
    expect((await say(['__complete', '--', 'done', ''])).out).toContain('1\tx <U+202E>y');
  });

  test.each(['bash', 'zsh', 'fish'])('there is a script for %s', async (shell) => {
    expect((await cli().say(`completion ${shell}`)).out).toContain('__complete --');
  });

  test('without a shell says how to switch it on', async () => {
    const { say } = cli();
    expect(await say('completion')).toMatchObject({
      code: 2,
      err: expect.stringContaining('`backlog completion bash`'),
    });
    expect((await say('completion')).err).toMatch(
      /^backlog: shell is required\nFor example: `backlog completion bash`\n.*`backlog completion --help`/,
    );
    expect((await say('completion --help')).out).toContain('source <(backlog completion bash)');
    expect((await say('completion pwsh')).err).toMatch(/^backlog: shell: expected one of "bash"\|"zsh"\|"fish"\n/);
  });

  test('bash completes a term with a colon', async () => {
    const { say, cwd } = cli();
    await say(['add', 'x', '--project', 'webshop']);
    const { out } = await say('completion bash');
    // The script asks a program called backlog; here that is a function that answers what the real one just did.
    writeFileSync(join(cwd, 'answer'), (await say(['__complete', '--', 'list', 'project:web'])).out);
    const words = 'COMP_WORDS=(backlog list project : web); COMP_CWORD=4; _backlog 2>/dev/null';
    const script = [`backlog() { cat ${cwd}/answer; echo; }`, out, words, 'printf %s "$COMPREPLY"'].join('\n');
    writeFileSync(join(cwd, 'try.sh'), script);
    expect(execFileSync('bash', [join(cwd, 'try.sh')], { encoding: 'utf8' })).toBe('webshop');
  });
});

test('doctor looks at a store too damaged to be opened, and names the file', async () => {
  const { say, cwd } = cli();
  await say(['add', 'one']);
  await say(['add', 'two']);
  const file = join(cwd, 'store/log/000000000001.json');
  const sound = readFileSync(file, 'utf8');
  chmodSync(file, 0o600);
  writeFileSync(file, sound.replace('one', 'six'));
  expect((await say('list')).err).toContain('000000000001.json is damaged');
  const report = await say('doctor');
  expect(report.code).toBe(1);
  expect(report.err).toContain('000000000001.json');
  writeFileSync(file, sound);
  expect((await say('doctor')).out).toContain('No problems found');
});
