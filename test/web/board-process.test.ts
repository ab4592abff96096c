import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { DARWIN } from '../support/darwin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { logIn, type Shown } from './served.ts';

const plugin = builtPlugin();

/** A person with a project. */
function person() {
  const home = tempFolder('person');
  mkdirSync(join(home, 'project'));
  const note = join(home, '.backlog/board/server.json');
  const start = (
    words: readonly string[] = [],
    env: Record<string, string> = {},
    at = AT_TERMINAL,
    quiet = ['--no-open'],
  ) => {
    const [program = '', ...args] = [...at, process.execPath, plugin.cli, 'board', ...quiet, '--json', ...words];
    const child = spawn(program, args, {
      cwd: join(home, 'project'),
      env: { ...ENVIRONMENT, HOME: home, ...env },
    });
    let out = '';
    const said = new Promise<string>((done) => {
      const more = (piece: unknown) => {
        out += String(piece);
        if (out.includes('\n')) done(out);
      };
      child.stdout.on('data', more);
      child.stderr.on('data', more);
    });
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    return { child, said: said.then((text) => JSON.parse(text)), ended };
  };
  return { note, start };
}

const session = async (port: number, headers: Shown) =>
  (await fetch(`http://127.0.0.1:${port}/api/v1/session`, { headers })).status;

describe('backlog board', () => {
  test('says its link, and ends cleanly with Ctrl+C and with a signal', async () => {
    const { start, note } = person();
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 0],
    ] as const) {
      const { child, said, ended } = start(['--port', '0']);
      const { link, port, found } = await said;
      expect({ found, status: await session(port, await logIn(link)) }).toEqual({ found: false, status: 200 });
      expect(existsSync(note)).toBe(true);
      child.kill(signal);
      expect(await ended).toBe(code);
      expect(existsSync(note)).toBe(false);
    }
  });

  soak('a second start prints a link to the first and ends', async () => {
    const { start } = person();
    const first = await start(['--port', '0']).said;
    const second = start();
    const { link, port, found } = await second.said;
    expect({ found, port }).toEqual({ found: true, port: first.port });
    expect(await second.ended).toBe(0);
    expect(await session(port, await logIn(link))).toBe(200);
    const same = start(['--port', String(first.port), '--host', 'localhost']);
    expect(await same.said).toMatchObject({ found: true, port });
    for (const [flag, value] of everyNth(2, [
      ['--behind-proxy', 'https://board.example'],
      ['--port', '1'],
    ] as const)) {
      const other = start([flag, value]);
      expect(await other.said).toMatchObject({
        error: { code: 'conflict', data: { flags: [`${flag} ${value}`], port } },
      });
      expect(await other.ended).toBe(1);
    }
  });

  soak('on macOS a second start in another zone finds the first', async () => {
    const { start } = person();
    const first = await start(['--port', '0'], { ...DARWIN, TZ: 'Europe/Berlin', LC_ALL: 'C' }).said;
    const second = start([], { ...DARWIN, TZ: 'Asia/Tokyo', LC_ALL: 'C' });
    expect(await second.said).toMatchObject({ found: true, port: first.port });
    expect(await second.ended).toBe(0);
  });

  soak('after kill -9 the next one is at the same port, and lets in who was in', async () => {
    const { start } = person();
    const first = start(['--port', '0']);
    const { link, port } = await first.said;
    const shown = await logIn(link);
    first.child.kill('SIGKILL');
    await first.ended;
    const next = await start().said;
    expect(next).toMatchObject({ found: false, port });
    expect(await session(port, shown)).toBe(200);
  });

  soak('one that did not answer, so that another took its place, ends when it goes on', async () => {
    const { start, note } = person();
    const first = start(['--port', '0']);
    const { port } = await first.said;
    await vi.waitFor(() => expect(JSON.parse(readFileSync(note, 'utf8')).port).toBe(port), DEADLINE_MS);
    first.child.kill('SIGSTOP');
    const second = await start(['--port', '0']).said;
    expect(second.found).toBe(false);
    first.child.kill('SIGCONT');
    expect(await first.ended).toBe(0);
    expect(await session(second.port, await logIn(second.link))).toBe(200);
    expect(second.port).not.toBe(port);
    expect((await start().said).port).toBe(second.port);
  });

  test('opens the browser by a page of its own, since everybody sees the arguments of a program', async () => {
    const { start, note } = person();
    const bin = join(note, '../../../bin');
    mkdirSync(bin);
    const seen = join(bin, 'seen');
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > ${seen}.new && mv ${seen}.new ${seen}\n`, {
      mode: 0o755,
    });
    const { said } = start(['--port', '0'], { PATH: `${bin}:${process.env.PATH}` }, AT_TERMINAL, []);
    const { link } = await said;
    await vi.waitFor(() => expect(existsSync(seen)).toBe(true), DEADLINE_MS);
    const words = readFileSync(seen, 'utf8');
    expect(words).not.toContain('key=');
    const page = fileURLToPath(words);
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toContain(`url=${link.replaceAll('&', '&amp;')}`);
  });

  soak('lists the browsers that are in, and logs all of them out', async () => {
    const { start } = person();
    const { link, port } = await start(['--port', '0']).said;
    const shown = await logIn(link);
    expect((await start(['--browsers']).said).browsers).toHaveLength(1);
    expect(await start(['--log-out']).said).toEqual({ loggedOut: 1 });
    expect(await session(port, shown)).toBe(401);
  });

  soak.each(
    everyNth(3, [
      [['--port', 'x'], 2, 'usage'],
      [['--port', '70000'], 2, 'usage'],
      [['--host', '0.0.0.0'], 2, 'usage'],
      [['nonsense'], 2, 'usage'],
      [['--workspace', 'nothing'], 1, 'not-found'],
    ]),
  )('%j is refused', async (words, code, why) => {
    const { said, ended } = person().start(words);
    expect(await said).toMatchObject({ error: { code: why } });
    expect(await ended).toBe(code);
  });

  test('is for people: an agent, or a script without a terminal, gets no link that signs as one', async () => {
    for (const { said, ended } of [person().start([], { CLAUDECODE: '1' }), person().start([], {}, [])]) {
      expect(await said).toMatchObject({ error: { code: 'forbidden' } });
      expect(await ended).toBe(1);
    }
  });
});
