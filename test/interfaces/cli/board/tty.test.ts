import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atTerminal } from '../../../e2e/support/terminal.ts';
import { PYTHON } from '../../../support/at-terminal.ts';
import { builtPlugin } from '../../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../../support/environment.ts';
import { tempFolder } from '../../../support/folder.ts';
import { personAt } from '../../../support/machine.ts';
import { NEEDS_POSTGRES, unless, WITHOUT_TMUX } from '../../../support/needs.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { everyNth, soak } from '../../../support/soak-test.ts';
import { startInTmux } from '../../../support/tmux.ts';
import { said } from '../line.ts';

const plugin = builtPlugin();

/** A person with a queue of their own. `sit` opens the board in a terminal, below a shell that tells how it ended. */
function person() {
  const cwd = tempFolder('board');
  const env: Record<string, string> = {
    ...ENVIRONMENT,
    ...{ HOME: cwd, BACKLOG_HOME: join(cwd, 'home'), BACKLOG_DIR: join(cwd, 'store'), USER: 'ada', TZ: 'UTC' },
    ...{ PATH: process.env.PATH!, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  };
  const say = (...words: string[]) =>
    execFileSync(process.execPath, [plugin.cli, ...words], { cwd, env, encoding: 'utf8' });
  /** Does a line in this process, as another program that uses the queue. @returns what it says */
  const tell = async (...words: string[]) => {
    const { code, out, err } = await said(words, { env, cwd });
    expect(code, err).toBe(0);
    return `${out}\n`;
  };
  const sit = (
    words = '',
    { columns = 110, rows = 24, more = {} }: { columns?: number; rows?: number; more?: Record<string, string> } = {},
  ) => {
    const line = `stty -g > before; '${process.execPath}' '${plugin.cli}' board --tty ${words}; echo "code $?"; stty -g > after; cmp before after && echo restored; read -r _`;
    return startInTmux(['sh', '-c', line], { cwd, env: { ...env, ...more }, columns, rows });
  };
  return { cwd, env, say, tell, sit };
}

/** The terminal is as before: the ordinary screen, a visible cursor, the modes of the line. */
async function expectRestored({ shows, tmux }: ReturnType<ReturnType<typeof person>['sit']>, code: number) {
  const screen = await shows(/restored/);
  expect(screen).toContain(`code ${code}`);
  const flags = tmux('display-message', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim();
  expect(flags).toBe('0 1 1');
  return screen;
}

/** Starts a program at a terminal, closes the terminal once the program shows the task, and prints how the program ended. */
const GONE = [
  'import fcntl, os, pty, struct, sys, termios',
  'pid, master = pty.fork()',
  'if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])',
  'fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 110, 0, 0))',
  'shown = b""',
  'while b"First" not in shown: shown += os.read(master, 65536)',
  'os.close(master)',
  'print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
].join('\n');

const reason = WITHOUT_TMUX;

describe('at a terminal', unless(reason), () => {
  test('cards are moved, added, filtered, opened and undone by keys, by the commands of the command line', async () => {
    const { tell, sit } = person();
    await tell('add', 'Fix', 'login', 'pri:H', 'project:web');
    await tell('add', 'Write', 'docs');
    const at = sit();
    expect(await at.shows(/To do 2 .*In progress 0/)).toMatch(/▌ 1 H Fix login/);
    at.press('S-Right');
    await at.shows(/To do 1 .*In progress 1[\s\S]*Moved to In progress: 1 /);
    expect(await tell('count', '+ACTIVE')).toBe('1\n');
    expect(await tell('history', '--limit', '1')).toMatch(/human:\w+ move: /);
    at.press('u');
    await at.shows(/To do 2 .*In progress 0[\s\S]*Undone: /);
    at.press('j', 'm');
    await at.shows(/2 Write docs\n▌ 1 Move to In progress/);
    at.press('Down', 'Enter');
    await at.shows(/Done 1[\s\S]*Moved to Done: 2 /);
    at.press('c');
    await at.shows(/New task:/);
    at.type('Ship it 🎉 project:web +new');
    at.press('Enter');
    await at.shows(/To do 2 [\s\S]*3 Ship it 🎉[\s\S]*Added 3 /);
    at.press('/');
    at.type('foo:(');
    at.press('Enter');
    expect(await at.shows(/no attribute/)).toMatch(/Filter: foo:\(/);
    at.press('C-u');
    at.type('+new');
    at.press('Enter');
    expect(await at.shows(/\/ \+new[\s\S]*To do 1 /)).not.toContain('Fix login');
    at.press('Enter');
    expect(await at.shows(/3 {2}Ship it/)).toMatch(/tags +\+new/);
    at.press('d');
    await at.shows(/state +completed[\s\S]*Completed #3/);
    // A key right after Escape would be a key with Alt.
    at.press('Escape');
    await at.shows(/Done \d/);
    at.press('?');
    await at.shows(/Shift → +Move to the next column/);
    at.press('q');
    await at.shows(/Done \d/);
    at.press('q');
    await expectRestored(at, 0);
  });

  soak('changes of other processes appear; the terminal may become narrow and wide', async () => {
    const { tell, sit } = person();
    await tell('add', 'First');
    const at = sit('', { more: { NO_COLOR: '1' } });
    await at.shows(/▌ 1 First/);
    await tell('add', 'Second');
    await at.shows(/2 Second/);
    await tell('done', '1');
    expect(await at.shows(/Done 1/)).toMatch(/2 Second .*▌ 1 First/);
    at.resize(40, 12);
    await at.shows(/‹ Done 1/);
    at.press('Left');
    expect(await at.shows(/To do 1 ›/)).not.toContain('In progress');
    at.resize(120, 30);
    await at.shows(/To do 1 .*In progress 0 .*In review 0 .*Done 1/);
    expect(at.tmux('capture-pane', '-p', '-e')).not.toMatch(/\p{Cc}\[[1-9]/u);
    at.press('q');
    await expectRestored(at, 0);
  });

  const ends = [
    ['Ctrl+C', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const;
  test.each(everyNth(2, ends))('%s leaves the terminal as it was, with code %i', async (how, code) => {
    const { tell, sit } = person();
    await tell('add', 'First');
    const at = sit();
    await at.shows(/▌ 1 First/);
    if (how === 'Ctrl+C') at.press('C-c');
    else {
      const shell = at.tmux('display-message', '-p', '#{pane_pid}').trim();
      const child = spawnSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' }).stdout.trim();
      process.kill(Number(child), how);
    }
    await expectRestored(at, code);
    expect(await tell('count')).toBe('1\n');
  });

  soak('a terminal that is gone ends the board, without an abort of Node', async () => {
    const { tell, cwd, env } = person();
    await tell('add', 'First');
    const [python, ...options] = PYTHON;
    const words = [...options, '-c', GONE, process.execPath, plugin.cli, 'board', '--tty'];
    expect(execFileSync(python, words, { cwd, env, encoding: 'utf8' })).toMatch(/^(1|129|130)\n$/);
  });

  test('a damaged store ends the board with the error on the ordinary screen', async () => {
    const { tell, sit, cwd } = person();
    await tell('add', 'First');
    const at = sit();
    await at.shows(/▌ 1 First/);
    execFileSync('sh', [
      '-c',
      `for f in ${cwd}/store/log/*; do echo broken > "$f"; done; echo '{' > ${cwd}/store/log/000000000002.json`,
    ]);
    expect(await expectRestored(at, 1)).toMatch(/backlog: .*log/);
  });

  soak.each(['SIGTSTP', 'SIGSTOP'] as const)(
    'stopped by %s of another process, the board goes on after fg',
    async (how) => {
      const { tell, cwd, env } = person();
      await tell('add', 'First');
      const at = startInTmux(['bash', '--norc', '-i'], {
        cwd,
        env: { ...env, PS1: '> ', HISTFILE: '/dev/null' },
        columns: 110,
        rows: 24,
      });
      await at.shows(/^>/m);
      at.type(`'${process.execPath}' '${plugin.cli}' board --tty`);
      at.press('Enter');
      await at.shows(/▌ 1 First/);
      const shell = at.tmux('display-message', '-p', '#{pane_pid}').trim();
      const child = spawnSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' }).stdout.trim();
      process.kill(Number(child), how);
      await at.shows(/Stopped/);
      at.type('clear; fg');
      at.press('Enter');
      await at.shows(/▌ 1 First[\s\S]*q quit/);
      at.press('C-z');
      await at.shows(/Stopped/);
      at.type('clear; fg');
      at.press('Enter');
      await at.shows(/▌ 1 First[\s\S]*q quit/);
      at.press('S-Right');
      await at.shows(/In progress 1/);
      at.press('q');
      await at.shows(/^> *$/m);
      at.type('echo $((40 + 2))');
      at.press('Enter');
      await at.shows(/^42$/m);
      expect(at.tmux('display-message', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim()).toBe('0 1 1');
    },
  );

  test('a pasted text types, and can do nothing else to the terminal or the board', async () => {
    const { tell, sit, cwd } = person();
    await tell('add', 'First');
    const at = sit();
    await at.shows(/▌ 1 First/);
    const paste = (text: string) => {
      writeFileSync(join(cwd, 'pasted'), text);
      at.tmux('load-buffer', join(cwd, 'pasted'));
      at.tmux('paste-buffer', '-p');
    };
    paste('dq');
    at.press('c');
    await at.shows(/New task:/);
    paste('a\u001b]2;owned\u0007b\u001b[2J\u202Ec\r\nd');
    await at.shows(/New task: a ]2;owned b \[2J<U\+202E>c d/);
    expect(at.tmux('display-message', '-p', '#{pane_title}')).not.toContain('owned');
    at.press('C-u');
    paste('word '.repeat(4_000));
    await at.shows(/New task: .*word wor/);
    at.press('Escape');
    await at.shows(/▌ 1 First[\s\S]*q quit/);
    at.press('q');
    await expectRestored(at, 0);
    expect(await tell('count', 'status:pending')).toBe('1\n');
  });

  soak('a question of a command is asked below the board', async () => {
    const { tell, sit, cwd, env } = person();
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) await tell('add', name);
    const bulk = [process.execPath, plugin.cli, 'modify', '1-5', '--tags', '+all', '--yes'];
    expect((await atTerminal(bulk, { cwd, env })).code).toBe(0);
    const at = sit();
    await at.shows(/5 Five/);
    at.press('u');
    await at.shows(/Undo changes of these 5 tasks\? \[y\/N\]/);
    at.press('Escape');
    await at.shows(/Nothing was changed/);
    at.press('u');
    await at.shows(/\[y\/N\]/);
    at.type('y');
    at.press('Enter');
    await at.shows(/Undone: /);
    expect(await tell('count', '+all')).toMatch(/^0\n/);
    at.press('q');
    await expectRestored(at, 0);
  });

  soak('it says once what it waits for if the server of the queue is gone, and goes on', NEEDS_POSTGRES, async () => {
    const server = await startPostgres();
    const { cwd, env, say, sit } = person();
    const { code } = await personAt(plugin, cwd, env)('store', 'init', server.address('tty'), '--new');
    expect(code).toBe(0);
    say('add', 'First');
    const at = sit();
    await at.shows(/1 First/);
    await server.stop('SIGKILL');
    await at.shows(/cannot read [\s\S]*Waiting until it answers\./);
    await server.start();
    say('add', 'Second');
    expect(await at.shows(/2 Second/)).not.toContain('Waiting');
    at.press('q');
    await expectRestored(at, 0);
  });

  soak('a terminal without UTF-8 gets ASCII', async () => {
    const { tell, sit } = person();
    await tell('add', '日本 Zeichen');
    const at = sit('', { more: { LANG: 'C' } });
    expect(await at.shows(/> 1 \?\?\?\? Zeichen/)).not.toContain('│');
    at.press('q');
    await expectRestored(at, 0);
  });
});

test('without a terminal, the cards are printed once, with the flags of a list', async () => {
  const { say, tell, cwd, env } = person();
  await tell('add', 'First', 'project:web');
  await tell('add', 'Second');
  expect(say('board', '--tty')).toBe(await tell('report', 'board'));
  expect(await tell('board', '--tty', 'project:web')).toMatch(/^To do \(1\)\n {2}1 - ready First/);
  expect(JSON.parse(await tell('board', '--tty', '--json'))).toMatchObject({ totals: { todo: 2 } });
  const refused = spawnSync(process.execPath, [plugin.cli, 'board', '--tty', '--port', '1'], {
    cwd,
    env,
    encoding: 'utf8',
  });
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('unknown flag --port') });
  expect(await tell('board', '--tty', '--help')).toContain('backlog board --tty [filter]');
});
