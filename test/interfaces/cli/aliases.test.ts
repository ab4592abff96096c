import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/commands/index.ts';
import { complete } from '../../../src/interfaces/cli/complete.ts';
import { resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { tempFolder } from '../../support/folder.ts';
import { cli, errorIn } from './line.ts';

function person() {
  const home = join(tempFolder('aliases'), 'home');
  return { home, ...cli({ BACKLOG_HOME: home }) };
}

describe('an alias', () => {
  test('stands for the words of a command line, in every workspace of its person', async () => {
    const { say, home, as } = person();
    await say('add one +bug');
    await say('add two');
    expect(await say('alias set bugs list +bug')).toMatchObject({ code: 0, out: 'bugs = list +bug' });
    expect((await say('bugs')).out).toMatch(/^1 .*one.*$/);
    expect(JSON.parse((await say('bugs --json --fields id')).out).tasks).toEqual([{ id: 1 }]);
    expect((await as({ BACKLOG_HOME: home, BACKLOG_DIR: join(home, 'other') }).say('bugs')).out).toMatch(/^No tasks/);
    expect((await say('alias')).out).toBe('bugs = list +bug');
    expect(statSync(join(home, 'aliases.json')).mode & 0o777).toBe(0o600);
  });

  test('takes a quoted line apart as a shell does, and runs nothing', async () => {
    const { say, home } = person();
    await say(['alias', 'set', 'new', 'add "Fix it now" $(touch x) +bug']);
    expect(JSON.parse(readFileSync(join(home, 'aliases.json'), 'utf8'))).toEqual({
      new: ['add', 'Fix it now', '$(touch', 'x)', '+bug'],
    });
    expect((await say('new')).out).toContain('Fix it now $(touch x)');
  });

  test('is expanded once, so that none leads to itself', async () => {
    const { say } = person();
    await say('alias set loop loop again');
    await say('alias set first second');
    await say('alias set second list');
    expect(await say('loop')).toMatchObject({ code: 2, err: expect.stringContaining('no command "loop') });
    expect((await say('first')).code).toBe(2);
  });

  test('may begin with flags of the program', async () => {
    const { say, cwd, home } = person();
    await say('add one +bug');
    await say(['alias', 'set', 'bugs', '--as', 'human:ada', '--json', 'list', '+bug']);
    expect(JSON.parse((await say('bugs --fields id')).out).tasks).toEqual([{ id: 1 }]);
    const env = { BACKLOG_HOME: home };
    expect(await complete(['bugs', '--form'], { cwd, env })).toMatch(/^--format\t/);
    expect(await complete(['--json', 'bugs', '--form'], { cwd, env })).toMatch(/^--format\t/);
  });

  test('is listed, set and unset behind flags of the program, which are no part of it', async () => {
    const { say } = person();
    expect(JSON.parse((await say('--json alias set bugs list +bug')).out)).toEqual({
      aliases: { bugs: ['list', '+bug'] },
    });
    expect(JSON.parse((await say('--json alias')).out)).toEqual({ aliases: { bugs: ['list', '+bug'] } });
    expect(await say('alias -h')).toEqual(await say('alias --help'));
    expect((await say('--color never alias')).out).toBe('bugs = list +bug');
    for (const line of ['alias --json', 'alias list --json'])
      expect(JSON.parse((await say(line)).out)).toEqual({ aliases: { bugs: ['list', '+bug'] } });
  });

  test('that says --json answers a refusal as JSON, too', async () => {
    const { say } = person();
    await say(['alias', 'set', 'all', 'list', '--json']);
    expect(errorIn(await say('all due.before:nonsense'))).toMatchObject({ code: expect.any(String) });
    expect((await say('list due.before:nonsense')).err).toMatch(/^backlog: /);
  });

  test('is changed by people only, because it decides what their lines do', async () => {
    const { say, home, as } = person();
    await say('alias set mine list +READY');
    for (const [env, terminal] of [
      [{ BACKLOG_HOME: home, CLAUDECODE: '1' }, true],
      [{ BACKLOG_HOME: home }, false],
    ] as const)
      for (const line of ['alias set ready approve r1', 'alias set mine delete 1', 'alias unset mine'])
        expect(await as(env, terminal).say(line)).toMatchObject({
          code: 1,
          err: expect.stringContaining('changing aliases is for people'),
        });
    expect((await as({ BACKLOG_HOME: home }, false).say('alias')).out).toBe('mine = list +READY');
  });

  test('is taken away again', async () => {
    const { say } = person();
    await say('alias set bugs list +bug');
    expect((await say('alias unset bug')).err).toMatch(/no alias bug \(did you mean `backlog alias unset bugs`\?\)/);
    expect((await say('alias unset bugs')).code).toBe(0);
    expect((await say('bugs')).code).toBe(2);
    expect((await say('alias')).out).toMatch(/^No aliases/);
  });

  test.each(['list', 'task', 'doc', 'help', 'alias', 'run', 'completion'])('cannot be called %s', async (name) => {
    const { say } = person();
    expect(await say(['alias', 'set', name, 'status'])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`an alias can't have the name of a command: ${name}`),
    });
  });

  test.each(['+bug', '12', '--x', '', 'größe'])('cannot be called %j', async (name) => {
    expect(await person().say(['alias', 'set', name, 'status'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a name of a to z, 0 to 9, _ and -, the first a letter'),
    });
  });

  test('that cannot be read is said with its file, and commands work all the same', async () => {
    const { say, home } = person();
    await say('alias set a list');
    writeFileSync(join(home, 'aliases.json'), '{"a": 3}');
    expect(await say('alias')).toMatchObject({ code: 2, err: expect.stringContaining('aliases.json') });
    expect((await say('list')).code).toBe(0);
  });

  test('is completed, and so is what it stands for', async () => {
    const { say, cwd, home } = person();
    await say('alias set bugs list +bug');
    const words = async (...line: string[]) =>
      (await complete(line, { cwd, env: { BACKLOG_HOME: home } })).split('\n').map((row) => row.split('\t')[0]);
    expect(await words('bu')).toEqual(expect.arrayContaining(['bugs', 'burndown']));
    expect(await words('al')).toEqual(['alias']);
    expect(await words('bugs', '--form')).toEqual(['--format']);
    expect(await words('alias', 'unset', '')).toEqual(['bugs']);
  });
});

test.each([
  ['diff r7', 'run_diff'],
  ['diff 12', 'task_doc_diff'],
  ['diff workspace conventions', 'task_doc_diff'],
  ['diff 0a1b2c3d', 'task_doc_diff'],
])('%s is %s', (line, name) => {
  expect(resolveCommand(line.split(' '))?.command.name).toBe(name);
});

test('flags before the verb stay flags where words follow that are none', async () => {
  const { say } = person();
  const { out } = await say('--json add -- --fix it');
  expect(JSON.stringify(JSON.parse(out))).toContain('"description":"--fix it"');
});

test('each word is completed once', async () => {
  const { cwd, home } = person();
  const rows = (await complete([''], { cwd, env: { BACKLOG_HOME: home } }))
    .split('\n')
    .map((row) => row.split('\t')[0]);
  expect(rows).toEqual([...new Set(rows)]);
  expect(rows).toEqual(expect.arrayContaining(['connect', 'completion', 'mcp', 'alias', 'help', 'version']));
});

test('every command is called by its own words, whatever stands before it in the table', () => {
  for (const { name, cli: { aliases = [], aliasIfNext } = {} } of COMMANDS)
    for (const alias of aliasIfNext ? [] : aliases)
      expect(resolveCommand(alias.split(' '))?.command.name, alias).toBe(name);
});
