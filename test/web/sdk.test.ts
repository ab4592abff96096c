import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isReadOnly } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { backlogStore } from '../../src/web/sdk/local.ts';
import {
  type BacklogEvent,
  BacklogRefusal,
  type Board,
  backlogBoard,
  type HttpOptions,
  type Queue,
  type RequestOptions,
} from '../../src/web/sdk/main.ts';
import { soak } from '../support/soak-test.ts';
import { type Served, served } from './served.ts';

/** The same queue in both ways: over HTTP, and straight over the store. */
const WAYS: Readonly<Record<string, (board: Served) => Promise<Queue>>> = {
  'over HTTP': async ({ origin, uuid, shown }) => {
    const withCookie: typeof fetch = (url, init = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...shown } });
    return backlogBoard({ url: origin, fetch: withCookie }).workspace(uuid);
  },
  'over the store': async ({ folder }) => {
    const queue = await backlogStore({
      cwd: `${folder}/project`,
      env: { BACKLOG_HOME: `${folder}/home`, TZ: 'UTC' },
      as: 'system:test',
    });
    onTestFinished(() => queue.close());
    return queue;
  },
};

describe.each(Object.entries(WAYS))('a queue %s', (_, open) => {
  test('calls commands by their names, and gives what they give', async () => {
    const { commands, call } = await open(await served());
    const added = await commands.task_add({ description: 'One', tags: ['a'], due: '2026-12-01' });
    expect(added).toMatchObject({ id: 1, description: 'One', tags: ['a'], due: '2026-12-01' });
    const { total, tasks } = await commands.task_list({ filter: '+a' });
    expect({ total, ids: tasks.map(({ id }) => id) }).toEqual({ total: 1, ids: [1] });
    expect(await call('task_count', { filter: '+a' })).toEqual({ count: 1 });
    expect((await commands.backlog_status()) as object).toBeTypeOf('object');
  });

  test('a long input goes through as well', async () => {
    const { commands } = await open(await served());
    await commands.task_add({ description: 'One' });
    const filter = Array.from({ length: 1_500 }, (_, i) => `id:${i + 1}`).join(' or ');
    expect((await commands.task_count({ filter })).count).toBe(1);
  });

  test('a refusal is an error with code, hint and data', async () => {
    const { commands } = await open(await served());
    const error = await commands.task_info({ id: 9 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BacklogRefusal);
    expect(error).toMatchObject({ code: 'not-found', message: expect.stringContaining('9') });
    const wrong = { descriptoin: 'x' } as never;
    await expect(commands.task_add(wrong)).rejects.toMatchObject({ code: 'usage', hint: expect.any(String) });
  });

  test('tells what happens, from a commit on, until the signal', async () => {
    const { commands, events } = await open(await served());
    await commands.task_add({ description: 'One' });
    const over = new AbortController();
    const told: BacklogEvent[] = [];
    for await (const event of events({ after: 0, signal: over.signal })) {
      told.push(event);
      if (event.event === 'ready') await commands.task_add({ description: 'Two' });
      if (event.event === 'commit' && event.data.seq === 2) over.abort();
    }
    expect(told.map(({ event, data }) => [event, (data as { seq: number }).seq])).toEqual([
      ['ready', 0],
      ['commit', 1],
      ['commit', 2],
    ]);
  });

  test('is no promise, so that awaiting it calls nothing', async () => {
    const { commands } = await open(await served());
    expect(await commands).toBe(commands);
  });
});

test('a program is no person: it cannot sign as one', async () => {
  await expect(backlogStore({ as: 'human:ada' })).rejects.toMatchObject({ code: 'usage' });
  // Programs without types call it so.
  for (const options of [undefined, null, {}, { as: 1 }, 'system:x'])
    await expect(backlogStore(options as never)).rejects.toMatchObject({ code: 'usage' });
});

test('a stream of a board that goes away and comes back misses nothing and doubles nothing', async () => {
  const board = await served();
  const queue = await WAYS['over HTTP']!(board);
  const other = await WAYS['over the store']!(board);
  const over = new AbortController();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { event, data } of queue.events({ after: 0, signal: over.signal })) {
      if (event === 'commit') seen.push(data.seq);
      if (seen.length === 3) over.abort();
    }
  })();
  await other.commands.task_add({ description: 'One' });
  await board.close();
  await other.commands.task_add({ description: 'Two, while it was away' });
  await board.again();
  await other.commands.task_add({ description: 'Three' });
  await reading;
  expect(seen).toEqual([1, 2, 3]);
});

soak('a connection that says nothing any more is lost, and made again from the last commit on', async () => {
  const asked: (string | undefined)[] = [];
  const { workspace } = await otherServer((response, { headers }) => {
    asked.push(headers['last-event-id'] as string | undefined);
    response.write('event: ready\ndata: {"seq":7}\n\n');
    if (asked.length > 1) response.end('event: commit\ndata: {"seq":8,"changes":[]}\n\n');
  });
  const over = new AbortController();
  let lost = 0;
  for await (const { event } of workspace('x').events({ signal: over.signal, patience: 1_000, lost: () => lost++ }))
    if (event === 'commit') over.abort();
  expect({ asked, lost }).toEqual({ asked: [undefined, '7'], lost: 1 });
});

soak('a board that takes a connection and does not answer is lost, and asked again', async () => {
  let asked = 0;
  const { workspace } = await otherServer((response) => {
    if (++asked > 1) response.write('event: ready\ndata: {"seq":7}\n\n');
  });
  const over = new AbortController();
  let lost = 0;
  for await (const { event } of workspace('x').events({ signal: over.signal, patience: 1_000, lost: () => lost++ }))
    if (event === 'ready') over.abort();
  // On a busy machine an answer may come too late, too.
  expect(asked).toBeGreaterThanOrEqual(2);
  expect(lost).toBe(asked - 1);
});

test('an answer that breaks off, or is none of a board, is a refusal', async () => {
  const broken = await otherServer((response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"count": ');
    setImmediate(() => response.destroy());
  });
  const strange = await otherServer((response) => void response.end('<h1>Hello</h1>'));
  for (const { workspace, session } of [broken, strange])
    for (const call of [workspace('x').call('task_count'), session()])
      await expect(call).rejects.toMatchObject({ name: 'BacklogRefusal', code: 'unreachable', status: 0 });
});

test('a call says of which commit its answer is, and ends with its signal', async () => {
  const board = await served();
  for (const open of Object.values(WAYS)) {
    const { call } = await open(board);
    let seq: number | undefined;
    const at = (n: number) => (seq = n);
    await call('task_add', { description: 'One' }, { at });
    const added = seq;
    await call('task_count', {}, { at });
    expect([added! > 0, seq]).toEqual([true, added]);
    await expect(call('task_count', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  }
});

test('a command by its name takes the options of a call', async () => {
  const board = await served();
  for (const open of Object.values(WAYS)) {
    const { commands } = await open(board);
    const told: unknown[] = [];
    await commands.task_add(
      { description: 'One' },
      { at: (seq) => told.push(seq), wrote: (commits) => told.push(commits) },
    );
    expect(told).toEqual([expect.any(Number), [told[0]]]);
    const signal = AbortSignal.abort();
    await expect(commands.task_count({}, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  }
});

describe('a board that takes a request and does not answer', () => {
  const CALLS: Readonly<Record<string, (board: Board, options?: RequestOptions) => Promise<unknown>>> = {
    command: (board, options) => board.workspace('x').commands.task_count({}, options),
    'call by name': (board, options) => board.workspace('x').call('task_add', { description: 'One' }, options),
    session: (board, options) => board.session(options),
    workspaces: (board, options) => board.workspaces(options),
    'log in': (board, options) => board.logIn('key', options),
    'log out': (board, options) => board.logOut(options),
    format: (board, options) => board.format({}, options),
  };

  test.each(Object.entries(CALLS))(
    '%s: ends with the signal, with its own time, and with that of the board',
    async (_, call) => {
      const silent = (options?: HttpOptions) => otherServer((response) => void response.write(' '), options);
      const late = {
        name: 'BacklogRefusal',
        code: 'unreachable',
        message: expect.stringContaining('within 0.03 seconds'),
      };
      await expect(call(await silent(), { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      await expect(call(await silent(), { timeout: 30 })).rejects.toMatchObject(late);
      await expect(call(await silent({ timeout: 30 }))).rejects.toMatchObject(late);
    },
  );

  test('a call has a time unless it is given another one, or none', async () => {
    const asked = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => asked.mockRestore());
    const limits = async (options?: RequestOptions) => {
      const { session } = backlogBoard({ fetch: async () => new Response('{}') });
      asked.mockClear();
      await session(options);
      return asked.mock.calls.map(([, ms]) => ms);
    };
    expect(await limits()).toEqual([60_000]);
    expect(await limits({ timeout: 5 })).toEqual([5]);
    expect(await limits({ timeout: Number.POSITIVE_INFINITY })).toEqual([]);
  });
});

test('a board that is not there is a refusal that says what to do', async () => {
  const { call } = backlogBoard({ url: 'http://127.0.0.1:1' }).workspace('x');
  await expect(call('task_count')).rejects.toMatchObject({
    ...{ name: 'BacklogRefusal', code: 'unreachable', status: 0 },
    hint: expect.stringContaining('backlog board'),
  });
});

test('every command is a method, and knows whether it reads', async () => {
  const { READS } = await import('../../src/web/sdk/reads.ts');
  const reading = COMMANDS.filter(isReadOnly);
  expect([...READS].sort()).toEqual(reading.map(({ name }) => name).sort());
});

/** The client of a server that is no board, for what a board does not do by itself. */
async function otherServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  options: HttpOptions = {},
): Promise<Board> {
  const server = createServer((request, response) => answer(response, request)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  return backlogBoard({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });
}
