import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { boardHome } from '../../src/web/server/start/board-home.ts';
import { watchForReplacement } from '../../src/web/server/start/find-board.ts';
import { type StartedBoard, startBoard } from '../../src/web/server/start/start-board.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { tempFolder } from '../support/folder.ts';
import { logIn } from './served.ts';

const NOTE = { process: processId()!, port: 0, address: '127.0.0.1', tls: false, origin: '', version: '0' };

/** A home in which boards are started. */
function homeOf() {
  const folder = tempFolder('boards');
  const note = join(folder, 'home/board/server.json');
  const start = async (port?: number): Promise<StartedBoard> => {
    const started = await startBoard({
      env: { BACKLOG_HOME: join(folder, 'home'), USER: 'ada' },
      ...{ cwd: folder, port, failed: () => undefined },
    });
    onTestFinished(started.close);
    return started;
  };
  const writeNote = (text: string) => {
    mkdirSync(join(note, '..'), { recursive: true });
    writeFileSync(note, text);
  };
  return { start, note, writeNote };
}

/** Another program at a port of its own. */
async function stranger(answer = 'hello'): Promise<{ server: Server; port: number }> {
  const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((done) => server.once('listening', done));
  return { server, port: (server.address() as AddressInfo).port };
}

const works = async ({ port, link }: StartedBoard) => {
  const headers = await logIn(link());
  return (await fetch(`http://127.0.0.1:${port}/api/v1/session`, { headers })).status === 200;
};

describe('there is one server', () => {
  test('a second start finds the first, and its link lets in there', async () => {
    const { start } = homeOf();
    const first = await start(0);
    const second = await start();
    expect(second).toMatchObject({ found: { port: first.port, process: { pid: process.pid } }, port: first.port });
    expect(await works(second)).toBe(true);
    await second.close();
    expect(await works(first)).toBe(true);
  });

  test('what is asked before it has loaded what answers waits for that, and it can end before that', async () => {
    const { start } = homeOf();
    const first = await start(0);
    const asked = Array.from({ length: 3 }, () => fetch(`http://127.0.0.1:${first.port}/api/v1/session`));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 401, 401]);
    await first.close();
    const second = await start(0);
    await second.close();
    expect(second.listeners()).toBe(0);
    await expect(fetch(`http://127.0.0.1:${second.port}/`)).rejects.toThrow('fetch failed');
  });

  test('of several that start at once, one does', async () => {
    const { start } = homeOf();
    const all = await Promise.all(Array.from({ length: 6 }, () => start(0)));
    expect(all.filter(({ found }) => !found)).toHaveLength(1);
    expect(new Set(all.map(({ port }) => port)).size).toBe(1);
  });

  test('two homes have two', async () => {
    const [a, b] = [await homeOf().start(0), await homeOf().start(0)];
    expect([a.found, b.found, a.port === b.port]).toEqual([undefined, undefined, false]);
  });

  test('after it has ended there is no note of it, and the next one has its port', async () => {
    const { start, note } = homeOf();
    const first = await start(0);
    await first.close();
    expect(existsSync(note)).toBe(false);
    expect(await start()).toMatchObject({ found: undefined, port: first.port });
  });
});

test('one that slept while it started does not write over the note of the one that took its place', () => {
  const folder = tempFolder('boards');
  const home = boardHome({ BACKLOG_HOME: folder });
  const [slept, other] = [
    { ...NOTE, instance: 'slept' },
    { ...NOTE, instance: 'other' },
  ];
  expect(home.claim(slept)).toBe(true);
  home.discard(slept);
  expect(home.claim(other)).toBe(true);
  expect(home.update({ ...slept, port: 1 })).toBe(false);
  expect([home.running()?.instance, home.lastPort()]).toEqual(['other', undefined]);
  expect(home.update({ ...other, port: 2 })).toBe(true);
  expect([home.running(), home.lastPort()]).toEqual([{ ...other, port: 2 }, 2]);
});

describe("a note that is no server's counts for nothing", () => {
  const alive = processId()!;
  test.each([
    ['of a process that is dead', { process: { ...alive, pid: 2 ** 22 + 1 } }],
    ['of a process whose number another one has now', { process: { ...alive, start: '1' } }],
    [
      'of the machine before it was started again',
      { process: { ...alive, boot: '00000000-0000-4000-8000-000000000000' } },
    ],
    ['of a program that answers something else at that port', { process: alive }],
  ])('%s', async (_, { process }) => {
    const { start, writeNote } = homeOf();
    const { port } = await stranger(JSON.stringify({ instance: 'x', proof: 'x' }));
    writeNote(JSON.stringify({ process, instance: 'x', port, version: '0' }));
    const started = await start(0);
    expect(started.found).toBe(undefined);
    expect(await works(started)).toBe(true);
  });

  test.each(['', '{', '[]', '{"port":1}', '\u0000'])('that reads %j', async (text) => {
    const { start, writeNote } = homeOf();
    writeNote(text);
    expect(await works(await start(0))).toBe(true);
  });
});

test('a start that is refused the port of a board which does not answer leaves the note of that board', async () => {
  const { start, writeNote, note } = homeOf();
  const { port } = await stranger();
  const silent = JSON.stringify({ process: processId()!, instance: 'silent', port, version: '0' });
  writeNote(silent);
  await expect(start(port)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`process ${process.pid}`),
    hint: expect.stringContaining(`backlog board --port ${port}`),
  });
  expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual(JSON.parse(silent));
});

test("one that has no port yet takes nobody's place", async () => {
  const own = { ...NOTE, instance: 'own', port: 1 };
  const notes = [
    { ...NOTE, instance: 'other' },
    { ...NOTE, instance: 'other', port: 2 },
  ];
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lost: number[] = [];
  watchForReplacement({ running: () => notes.shift() }, own, ({ port }) => lost.push(port));
  vi.advanceTimersByTime(1_000);
  expect(lost).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(lost).toEqual([2]);
});

test('a port that another program has is refused when it was asked for, and passed over when it was not', async () => {
  const { start, note } = homeOf();
  const { port, server } = await stranger();
  await expect(start(port)).rejects.toMatchObject({ code: 'conflict', hint: expect.stringContaining('--port') });
  expect(existsSync(note)).toBe(false);
  writeFileSync(join(note, '../port'), `${port}\n`);
  const other = await start();
  expect(other.port).not.toBe(port);
  await other.close();
  await new Promise((done) => server.close(done));
});

test('the secret stays, so that a page which was left open is let in by the next server', async () => {
  const { start, note } = homeOf();
  const first = await start(0);
  const headers = await logIn(first.link());
  const secret = readFileSync(join(note, '../secret'), 'utf8');
  await first.close();
  const second = await start();
  expect(readFileSync(join(note, '../secret'), 'utf8')).toBe(secret);
  const { status } = await fetch(`http://127.0.0.1:${second.port}/api/v1/session`, { headers });
  expect({ status, port: second.port }).toEqual({ status: 200, port: first.port });
});

test.each(['', '\n', '\0\0\0\0', 'short'])(
  'a secret that is none, as a crash may leave it, is replaced: %j',
  (left) => {
    const { note } = homeOf();
    const env = { BACKLOG_HOME: join(note, '../..') };
    const { secret } = boardHome(env);
    const file = join(note, '../secret');
    expect(secret()).toHaveLength(43);
    writeFileSync(file, left);
    const made = secret();
    expect(made).toHaveLength(43);
    expect([secret(), boardHome(env).secret(), readFileSync(file, 'utf8')]).toEqual([made, made, `${made}\n`]);
    expect(readdirSync(join(note, '..'))).toEqual(['secret']);
  },
);
