import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { atTerminal, sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { said } from './line.ts';

const plugin = builtPlugin();

const TASKS = [
  ['Fix', 'login', 'project:web.ui', '+bug', '+auth', 'due:yesterday', 'pri:H'],
  [
    'A long description, of which there is more than one line on every terminal that is not very wide indeed',
    'after:1',
  ],
  ['日本語のタスクを確認する', '🎉👨‍👩‍👧', 'of wide characters', 'due:2099-12-24'],
  ['שלום עולם', 'مرحبا بالعالم', 'project:i18n'],
];

/** A person at a real terminal, with a queue of their own that holds some tasks. */
async function person(tasks: readonly string[][] = TASKS) {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'terminal-')));
  const env = {
    ...ENVIRONMENT,
    HOME: cwd,
    BACKLOG_HOME: cwd,
    BACKLOG_DIR: `${cwd}/store`,
    TZ: 'UTC',
    TERM: 'xterm',
  };
  const say = (line: string | readonly string[], columns = 80, more: Record<string, string> = {}) =>
    atTerminal([process.execPath, plugin.cli, ...(typeof line === 'string' ? line.split(' ') : line)], {
      cwd,
      env: { ...env, ...more },
      columns,
    });
  /** Does a line in this process, which prepares what is shown. */
  const prepare = async (words: readonly string[]) =>
    expect(await said(words, { env, cwd, isTerminal: true })).toMatchObject({ code: 0 });
  for (const words of tasks) await prepare(['add', ...words]);
  const sit = (line: string, columns = 80, more: Record<string, string> = {}) =>
    sitDown([process.execPath, plugin.cli, ...line.split(' ')], { cwd, env: { ...env, ...more }, columns });
  return { say, prepare, sit, cwd, leave: () => rmSync(cwd, { recursive: true, force: true }) };
}

describe('backlog list', () => {
  let ada: Awaited<ReturnType<typeof person>>;
  beforeAll(async () => {
    ada = await person();
  });
  afterAll(() => ada.leave());
  const say: typeof ada.say = (...call) => ada.say(...call);

  test.each(
    everyNth(3, [
      [40, /^Id +Due +Description$/],
      [80, /^Id +P +State +Due .*Project .*Description$/],
      [200, /^Id +P +State +Due +Age +Urg +Project +Tags +Description$/],
    ]),
  )('fits a terminal of %i columns', async (columns, header) => {
    const { screen, code } = await say('list', columns, { NO_COLOR: '1' });
    expect(code).toBe(0);
    const lines = screen.split('\n');
    for (const line of lines) expect(cells(line), line).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(header);
    expect(lines[1]).toMatch(/yesterday .*Fix login/);
    expect(screen).toContain('日本語のタスクを確認する');
    expect(screen).toContain('שלום עולם مرحبا بالعالم');
    expect(screen).toContain('4 tasks');
  });

  test('has colours that mean something, unless they are not wanted', async () => {
    const plain = (text: string) => !text.includes('\u001b');
    expect((await say('list')).screen).toContain('\u001b[31myesterday\u001b[39m');
    expect(plain((await say('list', 80, { NO_COLOR: '1' })).screen)).toBe(true);
    expect(plain((await say('list --color never', 80, { FORCE_COLOR: '1' })).screen)).toBe(true);
    expect(plain((await say('list --color always', 80, { NO_COLOR: '1' })).screen)).toBe(false);
    expect(plain((await say('list', 80, { NO_COLOR: '1', FORCE_COLOR: '1' })).screen)).toBe(false);
    expect(await say('list --color purple')).toMatchObject({
      code: 2,
      screen: expect.stringContaining('auto, always, never'),
    });
  });

  soak('is lean for a terminal that can show nothing else, and JSON when that is asked for', async () => {
    expect((await say('list', 80, { TERM: 'dumb' })).screen).toMatch(
      /^1 H ready due:yesterday Fix login {2}web.ui \+auth \+bug$|^1 H ready due:yesterday Fix login {2}web.ui \+bug \+auth$/m,
    );
    expect(JSON.parse((await say('list --json')).screen)).toMatchObject({ total: 4 });
    expect(JSON.parse((await say('list --json --fields id')).screen)).toMatchObject({ tasks: [{ id: 1 }, {}, {}, {}] });
  });

  soak('says which part it shows, and that there is nothing', async () => {
    const { screen } = await say('list --limit 2', 80, { NO_COLOR: '1' });
    expect(screen).toContain('1-2 of 4 tasks; --cursor 2 shows more');
    expect((await say('list project:wbe')).screen).toMatch(
      /^No tasks\.\nNothing has project:wbe; did you mean project:web/,
    );
  });
});

describe('a queue on a screen', () => {
  let ada: Awaited<ReturnType<typeof person>>;
  beforeAll(async () => {
    ada = await person([
      ...TASKS,
      ['Write', 'the', 'form', 'parent:1'],
      ['Test', 'the', 'form', 'parent:1', 'after:5'],
    ]);
    await ada.prepare(['start', '3']);
    await ada.prepare(['stop', '3', '--handoff', 'Half of it is done']);
  });
  afterAll(() => ada.leave());
  const plain = async (line: string, columns = 80) =>
    (await ada.say(line === '' ? [] : line, columns, { NO_COLOR: '1' })).screen;

  soak.each(everyNth(3, [40, 80, 200]))(
    'of %i columns is one page: what waits, what is next, what is late, what is held up',
    async (columns) => {
      const screen = await plain('', columns);
      for (const line of screen.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(columns);
      expect(screen).toMatch(/^Backlog: 6 open \(2 ready/);
      expect(screen).toMatch(/Needs attention \(1\)\n {2}handoff +3 /);
      expect(screen).toMatch(/Also overdue \(1\)\n +1 +parent +yesterday/);
      expect(screen).toMatch(/Next \(2\)\n/);
      expect(screen).toMatch(/Blocked \(2\)\n/);
    },
  );

  soak('is trees with --tree', async () => {
    expect(await plain('list --tree')).toMatch(/ 1 .*0\/2.*Fix login\n 5 .*├─ Write the form\n 6 .*└─ Test the form\n/);
  });

  soak('is waves with --graph', async () => {
    expect(await plain('list --graph parent:1')).toMatch(/ +1 +5 .*Write the form\n +2 +6 .* 5 .*Test the form\n/s);
  });

  soak('is one task, whole, with info', async () => {
    const screen = await plain('info 1', 60);
    expect(screen).toMatch(/^1 {2}Fix login\n/);
    expect(screen).toMatch(/due +yesterday \(\d{4}-\d\d-\d\d\)/);
    expect(screen).toMatch(/subtasks +#5 Write the form \(pending\)/);
  });

  test('is the help in a pipe, where a script would not know what to do with it', async () => {
    const { screen } = await ada.say([], 80, { TERM: 'dumb' });
    expect(screen).toContain('Usage: backlog');
  });
});

test('--watch shows a list again in its place, as wide as the terminal is then, until Ctrl+C', async () => {
  const ada = await person([['First']]);
  const watching = ada.sit('list --watch');
  await watching.shows(/First/);
  watching.resize(40);
  await ada.say(['add', 'Second', 'of', 'them', 'with', 'many', 'words', 'in', 'its', 'description']);
  await watching.shows(/Second of them/);
  const now = watching.screen().split('\u001b[2J').at(-1)!;
  for (const line of stripVTControlCharacters(now).split('\n')) expect(cells(line), line).toBeLessThanOrEqual(40);
  watching.interrupt();
  expect((await watching.ended).code).toBe(130);
  ada.leave();
});
