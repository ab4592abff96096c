import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { refresh, type StartRefresh } from '../../../src/interfaces/statusline/refresh-glance.ts';
import { statusLineText } from '../../../src/interfaces/statusline/status-line.ts';
import { statusLineWords } from '../../../src/interfaces/statusline/status-line-words.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { HOSTILE, UNSEEN } from '../../support/hostile.ts';
import { NEEDS_MOUNT } from '../../support/needs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { said } from '../cli/line.ts';

const plugin = builtPlugin();
const SESSION = 'session-1';
/** Each poll starts a process, so that fewer leave the machine to the other tests. */
const POLL = { interval: 500 };

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** A person with a repository, and the programs of the plugin as the client starts them. */
async function seat({ queue = true } = {}) {
  const top = tempFolder('statusline');
  const repo = join(top, 'repo');
  mkdirSync(repo);
  git(repo, 'init', '--quiet', '--initial-branch=main');
  const env: Record<string, string> = { ...ENVIRONMENT, HOME: top, BACKLOG_HOME: join(top, 'home'), TZ: 'UTC' };
  const run = (words: readonly string[], input = '', more: Env = {}, cwd = repo): Ran => {
    const options = { cwd, env: { ...env, ...more }, input, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...words], options);
    return { code: status, out: stdout, err: stderr };
  };
  const say = async (line: string | readonly string[], more: Env = {}) => {
    const words = typeof line === 'string' ? line.split(' ') : line;
    const told = await said(words, { env: { ...env, ...more }, cwd: repo });
    if (told.code !== 0) throw new Error(told.err);
    return told;
  };
  if (queue) await say(['add', 'Fix login']);
  const store = () => join(env.BACKLOG_HOME!, 'workspaces', readdirSync(join(env.BACKLOG_HOME!, 'workspaces'))[0]!);
  const facts = (more: object = {}) =>
    JSON.stringify({ session_id: SESSION, cwd: top, workspace: { project_dir: repo, current_dir: top }, ...more });
  /** The program as the client starts it: in another folder, with its facts on standard input. */
  const program = (words: readonly string[] = [], { input = facts(), more = {} as Env, cwd = top } = {}): string => {
    const ran = run([plugin.statusline, ...words], input, more, cwd);
    expect([ran.code, ran.err]).toEqual([0, '']);
    return ran.out;
  };
  const refreshes: Promise<void>[] = [];
  onTestFinished(async () => void (await Promise.all(refreshes)));
  /** What it prints, in this process. `settled` waits for the work of the process that reads the queue. */
  const line: Line = async (words = [], { input = facts(), more = {}, cwd = top } = {}) => {
    const startRefresh: StartRefresh = (question) => void refreshes.push(refresh(question));
    const around = { input, folder: undefined, cwd, env: { ...env, ...more }, now: Date.now(), startRefresh };
    const text = await statusLineText(statusLineWords(words)!, around);
    return text === undefined ? '' : `${text}\n`;
  };
  const settled = async (): Promise<string> => {
    await line();
    await Promise.all(refreshes);
    return line();
  };
  return { top, repo, env, run, say, program, line, settled, store, facts };
}

type Line = (words?: readonly string[], around?: { input?: string; more?: Env; cwd?: string }) => Promise<string>;

type Env = Readonly<Record<string, string | undefined>>;
const AGENT = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: SESSION };

describe('the status line', () => {
  test('shows what `now` counts, and the first call reads the queue at once', async () => {
    const { say, line, settled } = await seat();
    expect(await line()).toBe('1 ready\n');
    await say('add Second');
    await say('add Third after:2');
    await say('start 1', AGENT);
    await say(['stop', '1', '--handoff', 'Half done'], AGENT);
    expect(await settled()).toBe('1 ready · 1 waits for you\n');
    await say(['add', 'Later', 'wait:2099-01-01']);
    const { totals } = JSON.parse((await say('now --json')).out) as { totals: Record<string, number> };
    await settled();
    expect(JSON.parse(await line(['--json']))).toEqual({
      ...{ queue: 'ok', ready: totals.next, attention: totals.waiting, running: [], tasks: [] },
    });
  });

  test('begins with the task of its own session, and not with that of another', async () => {
    const { say, line, settled, facts } = await seat();
    for (const text of ['Second', 'Third']) await say(['add', text]);
    await say('start 1', AGENT);
    await say('start 2', AGENT);
    expect(await settled()).toBe('#1 Fix login +1 · 1 ready\n');
    expect(await line([], { input: facts({ session_id: 'session-2' }) })).toBe('1 ready\n');
    expect(await line([], { input: facts({ session_id: 'session' }) })).toBe('1 ready\n');
    expect(JSON.parse(await line(['--json'])).tasks).toEqual([
      { id: 1, description: 'Fix login' },
      { id: 2, description: 'Second' },
    ]);
    expect(await line(['--width', '24'])).toBe('#1 Fix log… +1 · 1 ready\n');
    expect(await line(['--width', '12'])).toBe('#1 +1 · 1 r…\n');
    expect(await line([], { more: { COLUMNS: '24' } })).toBe('#1 Fix log… +1 · 1 ready\n');
  });

  test('after a change shows the earlier numbers once, and one process reads the queue', async () => {
    const { say, program, store } = await seat();
    program();
    await say('add Second');
    expect(program()).toBe('1 ready\n');
    await expect.poll(() => program(), POLL).toBe('2 ready\n');
    expect(readdirSync(store()).filter((name) => name.startsWith('statusline'))).toEqual(['statusline.json']);
    const { mtimeMs } = statSync(join(store(), 'statusline.json'));
    for (let n = 0; n < 3; n++) program();
    expect(statSync(join(store(), 'statusline.json')).mtimeMs).toBe(mtimeMs);
  });

  soak('changes when time makes a task ready', async () => {
    const { say, settled, line } = await seat();
    const began = Date.now();
    await say('add Later wait:tomorrow');
    await settled();
    // On a busy machine, the next two lines take as long again, and the line has to be read before that time.
    const at = new Date(Date.now() + 3_000 + 4 * (Date.now() - began)).toISOString();
    await say(['add', 'Soon', `wait:${at}`]);
    expect(await settled()).toBe('1 ready\n');
    await expect.poll(() => line(), POLL).toBe('2 ready\n');
  });

  soak('is harmless with any title', async () => {
    const { say, settled } = await seat();
    await say(['modify', '1', '--description', HOSTILE.replaceAll(/\p{Cc}/gu, '')]);
    await say('start 1', AGENT);
    const shown = await settled();
    expect(shown).toContain('#1 x<U+202E>');
    expect(shown.trimEnd()).not.toMatch(UNSEEN);
  });

  test('is nothing without a queue, at any place, and makes none', async () => {
    const { line, program, top, repo, env } = await seat({ queue: false });
    const inputs = ['', '{', '[]', '{"workspace":3}', '{"cwd":"relative"}', JSON.stringify({ cwd: '/gone/away' })];
    for (const input of everyNth(3, inputs))
      for (const cwd of [top, repo]) expect(await line([], { input, cwd })).toBe('');
    for (const HOME of [undefined, '/nowhere'])
      expect(program([], { more: { HOME, BACKLOG_HOME: undefined } })).toBe('');
    expect(await line(['--json'])).toBe('{"queue":"none"}\n');
    expect(existsSync(env.BACKLOG_HOME!)).toBe(false);
  });

  test('of a damaged queue is a short sentence, and the numbers once it is sound again', async () => {
    const { line, settled, store, repo } = await seat();
    const [name = ''] = readdirSync(join(store(), 'log'));
    const file = join(store(), 'log', name);
    const sound = readFileSync(file);
    writeFileSync(file, '{');
    const sentence = "the queue can't be read: backlog doctor\n";
    expect(await line()).toBe(sentence);
    expect(await line(['--json'])).toBe('{"queue":"unreadable"}\n');
    writeFileSync(file, sound);
    expect(await settled()).toBe('1 ready\n');
    writeFileSync(join(repo, '.git/backlog'), 'no marker');
    expect(await line()).toBe(sentence);
    expect(await line([], { more: { BACKLOG_DIR: 'relative' } })).toBe(sentence);
  });

  test.each(
    everyNth(3, [
      '{',
      '',
      'null',
      '{"v":1,"seq":1,"at":0,"glance":{}}',
      '{"v":1}',
      '{"v":2,"seq":1,"at":0,"glance":null}',
    ]),
  )('is read anew if its file has the text %j', async (text) => {
    const { line, store } = await seat();
    writeFileSync(join(store(), 'statusline.json'), text);
    expect(await line()).toBe('1 ready\n');
  });

  soak('on a disk that cannot be written is read each time', NEEDS_MOUNT, async () => {
    const { top, env, run } = await seat();
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1/repo" && "$2" "$3" && "$2" "$3"';
    const words = ['-m', 'sh', '-c', script, 'sh', top, process.execPath, plugin.statusline];
    const { stdout, stderr } = spawnSync('unshare', words, { env, input: '', encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['1 ready\n1 ready\n', '']);
    expect(run([plugin.cli, 'count']).out).toBe('1\n');
  });

  test('prints the line of another program first, and its own when that one fails', async () => {
    const { program } = await seat();
    const other = `read text; echo "$text" | grep -o ${SESSION}; printf '\\033[1mbold\\033[0m'`;
    expect(program(['--with', other])).toBe(`${SESSION}\n\u001b[1mbold\u001b[0m\n1 ready\n`);
    expect(program(['--with', 'exit 3'])).toBe('1 ready\n');
    expect(program(['--with', '/gone/away'])).toBe('1 ready\n');
    expect(program(['--with', 'echo mine'], { input: JSON.stringify({ cwd: '/' }) })).toBe('mine\n');
  });

  soak('by the command line is the same; flags that choose a queue have priority', async () => {
    const { run, top, program, facts } = await seat();
    const bin = join(plugin.folder, 'bin/backlog');
    program();
    for (const words of everyNth(2, [
      [bin, 'statusline'],
      [plugin.cli, '--cwd', join(top, 'repo'), 'statusline'],
      [bin, 'statusline', '-w', 'repo'],
      [plugin.statusline, 'statusline', '-w', 'repo'],
    ]))
      expect(run(words, facts(), {}, top)).toEqual({ code: 0, out: '1 ready\n', err: '' });
    expect(run([bin, 'statusline', '--widht', '3'])).toEqual({
      ...{ code: 2, out: '' },
      err: 'backlog: unknown flag --widht (did you mean `backlog statusline --width 3`?)\nSee the flags: `backlog statusline --help`\n',
    });
    for (const width of everyNth(3, ['0', 'x', '-1']))
      expect(run([bin, 'statusline', `--width=${width}`]).code).toBe(2);
    expect(run([bin, 'statusline', '--help']).out).toMatch(/^Usage: backlog statusline/);
  });

  test('ends quietly when nobody reads it', async () => {
    const { env, repo } = await seat();
    const child = spawn(process.execPath, [plugin.statusline], { cwd: repo, env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdout.destroy();
    child.stdin.end();
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    expect([await new Promise((ended) => child.once('close', ended)), err]).toEqual([0, '']);
  });

  soak('is right again after another store has taken the place', async () => {
    const { say, line, settled, store, top } = await seat();
    cpSync(store(), join(top, 'earlier'), { recursive: true });
    await say('add Second');
    expect(await settled()).toBe('2 ready\n');
    await say('done 2');
    expect(await settled()).toBe('1 ready\n');
    for (const name of readdirSync(store())) {
      if (name === 'statusline.json') continue;
      rmSync(join(store(), name), { recursive: true });
      cpSync(join(top, 'earlier', name), join(store(), name), { recursive: true });
    }
    await say('add Other');
    await say('add Third');
    await expect.poll(() => line(), POLL).toBe('3 ready\n');
  });
});

soak(
  'more facts than the limit are named; a first status line that hangs ends after its time, with its children',
  async () => {
    const { program, repo, settled } = await seat();
    await settled();
    expect(program([], { input: JSON.stringify({ cwd: repo, more: 'x'.repeat(1_100_000) }) })).toMatch(
      /more than 1048576 bytes/,
    );
    const pids = join(repo, 'pids');
    const hangs = `sleep 600 & echo $! > ${pids}; echo $$ >> ${pids}; wait`;
    expect(program(['--with', hangs])).toMatch(/^the first status line took more than 5 s\n.*ready/);
    const living = () =>
      readFileSync(pids, 'utf8')
        .trim()
        .split('\n')
        .filter(
          (pid) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
        );
    await expect.poll(living).toEqual([]);
  },
);
