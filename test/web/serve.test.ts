import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { boardHome } from '../../src/web/server/start/board-home.ts';
import { otherPort } from '../../src/web/server/start/listen.ts';
import { spawnServer } from '../../src/web/server/start/spawn-server.ts';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { machine as machineOf } from './machine.ts';

const plugin = builtPlugin();

const machine = () => machineOf(plugin.cli);

const sessionAt = async (url: string, token: string) =>
  (await fetch(`${url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('backlog serve', () => {
  test('needs no terminal and prints no link; SIGTERM ends it cleanly, and kill -9 leaves its port to the next', async () => {
    const { folder, foreground, token } = machine();
    const text = token('ci', '--rights', 'write');
    const first = foreground(['--port', '0']);
    const { url, process: pid } = await first.ready;
    expect({ pid, links: first.seen.out.includes('key=') }).toEqual({ pid: first.child.pid, links: false });
    expect(await sessionAt(url, text)).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = foreground();
    expect((await second.ready).url).toBe(url);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(second.seen.err).toBe('backlog: the server stopped: SIGTERM\n');
    expect(existsSync(join(folder, 'state/board/server.json'))).toBe(false);
  });

  test('in the background it ends when the server answers; a second start says which one runs', () => {
    const { backlog, folder } = machine();
    const { out, status } = backlog(['serve', '--port', '0', '--json']);
    const { url, process: pid } = JSON.parse(out);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('"found":false') });
    expect(JSON.parse(backlog(['serve', '--json']).out)).toMatchObject({ url, process: pid, found: true });
    expect(JSON.parse(backlog(['serve', '--status', '--json']).out)).toMatchObject({ url, process: pid });
    expect(backlog(['serve', '--port', '1'])).toMatchObject({
      ...{ status: 1, out: '' },
      err: expect.stringMatching(/^backlog: can't use --port 1: the server already runs with other flags, at http/),
    });
    expect(backlog(['serve', '--foreground'])).toMatchObject({ status: 1, err: expect.stringContaining(url) });
    const next = JSON.parse(backlog(['serve', '--replace', '--json']).out);
    expect({ ...next, process: 0 }).toMatchObject({ url, process: 0 });
    expect(next.process).not.toBe(pid);
    expect(backlog(['serve', '--stop'])).toMatchObject({ status: 0, out: expect.stringContaining('Stopped') });
    expect(backlog(['serve', '--stop'])).toMatchObject({ status: 1, err: expect.stringContaining('no server runs') });
    expect(statSync(join(folder, 'state/board/serve.log')).mode & 0o777).toBe(0o600);
  });

  soak('of several starts in the background one serves, and the others find it', async () => {
    const { start } = machine();
    const all = await Promise.all(Array.from({ length: 4 }, () => start(['serve', '--port', '0', '--json'])));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    const said = all.map(({ out }) => JSON.parse(out) as { url: string; found: boolean });
    expect(new Set(said.map(({ url }) => url)).size).toBe(1);
    expect(said.filter(({ found }) => !found)).toHaveLength(1);
  });

  test('a hint for a port that is taken names another one', () => {
    expect([[7324], [8080]].map(otherPort)).toEqual([8080, 8081]);
  });

  soak('an error of a server in the background is that of the command', async () => {
    const { backlog, foreground } = machine();
    const other = machine();
    const { url } = await foreground(['--port', '0']).ready;
    const { port } = new URL(url);
    expect(other.backlog(['serve', '--port', port])).toMatchObject({
      ...{ status: 1, out: '' },
      err: `backlog: can't use port ${port}: another program uses it\nChoose another port: backlog serve --port 8080\n`,
    });
    expect(backlog(['serve', '--host', '0.0.0.0'])).toMatchObject({ status: 2 });
    expect(backlog(['serve', '--stop', '--foreground'])).toMatchObject({ status: 2 });
  });

  soak('reports its readiness to systemd', async () => {
    const { folder, foreground } = machine();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const said = join(folder, 'said');
    writeFileSync(join(bin, 'systemd-notify'), `#!/bin/sh\necho "$NOTIFY_SOCKET $*" > ${said}\n`, { mode: 0o755 });
    foreground(['--port', '0'], { NOTIFY_SOCKET: '@socket', PATH: `${bin}:${process.env.PATH}` });
    await vi.waitFor(() => expect(readFileSync(said, 'utf8')).toBe('@socket --ready\n'), { timeout: DEADLINE_MS });
  });
});

describe('BACKLOG_TOKEN on the command line', () => {
  soak('decides author and rights, also at a terminal; a wrong or removed one is refused, not ignored', () => {
    const { backlog, token, folder } = machine();
    const write = { BACKLOG_TOKEN: token('semgrep', '--rights', 'write', '--as', 'ai:semgrep') };
    expect(backlog(['add', 'Finding'], write).status).toBe(0);
    expect(backlog(['history'], write).out).toContain('ai:semgrep');
    expect(backlog(['setting', 'set', 'runs.turns', '3'], write)).toMatchObject({
      status: 1,
      err: expect.stringContaining('this token may read and write, and that needs admin'),
    });
    expect(backlog(['list', '--as', 'human:ada'], write).status).toBe(1);
    const admin = { BACKLOG_TOKEN: token('ci', '--rights', 'admin', '--expires', '1h') };
    expect(backlog(['setting', 'set', 'review.agents', 'true'], admin).status).toBe(0);
    expect(backlog(['add', 'No'], admin).status).toBe(1);
    expect(backlog(['token', 'add', 'mine'], admin)).toMatchObject({
      status: 1,
      err: expect.stringContaining("a token can't give a later end"),
    });
    expect(backlog(['board'], admin).status).toBe(1);
    const human = { BACKLOG_TOKEN: token('phone', '--as', 'human:ada') };
    expect(backlog(['token', 'remove', 'ci'], human).status).toBe(1);
    const [program = '', ...args] = [...AT_TERMINAL, process.execPath, plugin.cli, 'whoami', '--json'];
    const env = { ...ENVIRONMENT, BACKLOG_HOME: join(folder, 'state'), ...write };
    const { stdout } = spawnSync(program, args, { cwd: join(folder, 'project'), env, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ actor: 'ai:semgrep', token: { rights: ['read', 'write'] } });
    for (const BACKLOG_TOKEN of everyNth(3, [`${write.BACKLOG_TOKEN}x`, '', 'backlog_wrong']))
      expect(backlog(['list'], { BACKLOG_TOKEN })).toMatchObject({
        status: 1,
        err: expect.stringMatching(/^backlog: BACKLOG_TOKEN is/),
      });
  });

  soak('an agent that inherits it stays the agent', () => {
    const { backlog, token } = machine();
    const all = { BACKLOG_TOKEN: token('ci', '--rights', 'write,review,admin', '--as', 'human:ada') };
    const agent = { ...all, CLAUDECODE: '1' };
    expect(JSON.parse(backlog(['whoami', '--json'], agent).out)).toMatchObject({
      actor: 'ai:claude-code',
      tokenIgnored: true,
    });
    expect(backlog(['setting', 'set', 'runs.turns', '3'], agent)).toMatchObject({
      status: 1,
      err: expect.stringContaining('BACKLOG_TOKEN does not count in the environment of an agent.'),
    });
    const run = { ...all, BACKLOG_RUN: 'r1' };
    expect(JSON.parse(backlog(['whoami', '--json'], run).out)).toMatchObject({ actor: 'ai:run#r1' });
  });
});

test('a server that ends without a word, as on a full disk, is an error with the line that shows why', async () => {
  const folder = tempFolder('silent');
  const program = join(folder, 'silent.mjs');
  writeFileSync(program, 'process.exit(1);');
  const before = process.argv[1]!;
  onTestFinished(() => {
    process.argv[1] = before;
  });
  process.argv[1] = program;
  const env = { ...ENVIRONMENT, BACKLOG_HOME: join(folder, 'state') };
  const { failure } = await spawnServer([], { env, cwd: folder, home: boardHome(env) });
  expect(failure).toEqual({
    code: 'store',
    message: 'the server ended before it was ready: it could not write its error to its log',
    hint: 'To see its error: `backlog serve --foreground`',
  });
});
