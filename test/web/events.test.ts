import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { type Backend, memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import { createHub } from '../../src/web/server/events/hub.ts';
import { createHubs } from '../../src/web/server/events/hubs.ts';
import { boundedEvent } from '../../src/web/server/events/runs.ts';
import { streamEvents } from '../../src/web/server/events/stream.ts';
import type { Workspaces } from '../../src/web/server/workspaces.ts';
import type { Opened } from '../../src/work/workspace/open.ts';
import { tempFolder } from '../support/folder.ts';
import { runIn } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { connectTo } from '../support/socket.ts';
import { type Served, served } from './served.ts';
import { listenTo, type Told } from './stream.ts';

test('what is committed is told, with its number and what it changed', async () => {
  const board = await served();
  const { next } = await listenTo(board);
  expect(await next()).toMatchObject({ event: 'ready', id: '0', data: { seq: 0 } });
  await board.call('task_add', { description: 'One' });
  expect(await next()).toMatchObject({
    event: 'commit',
    id: '1',
    data: { seq: 1, command: 'task_add', actor: expect.stringMatching(/^human:/), changes: expect.any(Array) },
  });
});

test('what another process commits is told, too', async () => {
  const board = await served();
  const { next } = await listenTo(board);
  await next();
  await board.opened.store.write({ command: 'elsewhere', actor: { kind: 'system', name: 'test' } }, (tx) =>
    tx.put('view', 'mine', { name: 'mine', filter: '+READY', at: tx.at, actor: 'system:test' }),
  );
  expect(await next()).toMatchObject({ event: 'commit', data: { command: 'elsewhere', actor: 'system:test' } });
});

test('what is committed here is told before the write is answered, and in order after what others commit meanwhile', async () => {
  const folder = tempFolder('hub');
  const [ours, theirs] = [await openStore({ dir: folder, create: true }), await openStore({ dir: folder })];
  const hub = createHub(
    () => ours,
    (error) => expect.fail(String(error)),
  );
  onTestFinished(() => hub.close());
  const told: string[] = [];
  const send = (text: string) => void told.push(...(/^id: \d+$/m.exec(text) ?? []));
  hub.listen({ send, end: () => undefined }, 0);
  await expect.poll(() => told).toEqual(['id: 0']);
  const write = (store: Store, name: string) =>
    store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) =>
      tx.put('view', name, { name, filter: '+READY', at: tx.at, actor: 'system:test' }),
    );
  await write(ours, 'one');
  expect(told).toEqual(['id: 0', 'id: 1']);
  await write(theirs, 'two');
  await write(ours, 'three');
  await expect.poll(() => told).toEqual(['id: 0', 'id: 1', 'id: 2', 'id: 3']);
});

test('an outage ends the streams of a queue, whose upkeep goes on; damage ends both', async () => {
  const backend = memoryBackend();
  let failure: Error | undefined;
  const failing: Backend = {
    ...backend,
    list: async (...at) => (failure ? Promise.reject(failure) : backend.list(...at)),
  };
  await openStore({ dir: '', backend, create: true });
  const store = await openStore({ dir: '', backend: failing });
  const opened = { store, ready: async () => undefined } as unknown as Opened;
  const dropped: string[] = [];
  const workspaces = { open: async () => ({ opened }), onDrop() {}, drop: (uuid: string) => dropped.push(uuid) };
  const hubs = createHubs(workspaces as unknown as Workspaces, (error) => expect.fail(String(error)));
  onTestFinished(() => hubs.close());
  const endsBy = async (error: Error) => {
    const hub = await hubs.of('one');
    failure = undefined;
    await new Promise<void>((end) => {
      hub.listen({ send: () => undefined, end }, undefined);
      failure = error;
    });
  };
  await endsBy(serverFailed('read', 'log', Object.assign(new Error(), { code: 'ECONNREFUSED' })));
  expect(dropped).toEqual([]);
  await endsBy(new BacklogError('store', 'a file is damaged'));
  expect(dropped).toEqual(['one']);
});

const change = (board: Served, name: string, filter = '+READY') =>
  board.opened.store.write({ command: 'elsewhere', actor: { kind: 'system', name: 'test' } }, (tx) =>
    tx.put('view', name, { name, filter, at: tx.at, actor: 'system:test' }),
  );

/** The numbers of the commits that come until this one. */
async function seqsUntil(next: () => Promise<Told>, last: number): Promise<number[]> {
  const seqs: number[] = [];
  while (seqs.at(-1) !== last) {
    const { event, data } = await next();
    if (event === 'commit') seqs.push(data.seq as number);
  }
  return seqs;
}

test('who has gone before the stream begins is not listened for', async () => {
  const store = await openStore({ dir: '', backend: memoryBackend() });
  const hub = createHub(
    () => store,
    (error) => expect.fail(String(error)),
  );
  onTestFinished(() => hub.close());
  let client: Socket | undefined;
  const began = new Promise<void>((done) => {
    const server = createServer(async (incoming, out) => {
      client!.destroy();
      await once(out, 'close');
      streamEvents(hub, { after: undefined, still: () => true }, incoming, out);
      done();
    }).listen(0, '127.0.0.1', () => {
      client = connectTo((server.address() as AddressInfo).port);
      client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    });
    onTestFinished(() => void server.close());
  });
  await began;
  expect(hub.listeners).toBe(0);
});

describe('16: whoever was away loses and repeats nothing', () => {
  test('the last number that was seen is where it goes on', async () => {
    const board = await served();
    const first = await listenTo(board);
    for (let n = 1; n <= 3; n++) await change(board, `v${n}`);
    expect(await seqsUntil(first.next, 3)).toEqual([1, 2, 3]);
    first.close();
    for (let n = 4; n <= 9; n++) await change(board, `v${n}`);
    const again = await listenTo(board, { headers: { 'last-event-id': '3' } });
    expect(await again.next()).toMatchObject({ event: 'ready', id: '3' });
    await change(board, 'v10');
    expect(await seqsUntil(again.next, 10)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });

  soak('also while others write without a pause', async () => {
    const board = await served();
    const writing = (async () => {
      for (let n = 1; n <= 60; n++) await change(board, `v${n}`);
    })();
    const readers = await Promise.all(Array.from({ length: 10 }, () => listenTo(board, { query: '?after=0' })));
    for (const { next } of readers)
      expect(await seqsUntil(next, 60)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    await writing;
  });

  test('too much, or a number that this store never had, is one reset, and then goes on', async () => {
    const actor = { kind: 'system', name: 'test' } as const;
    const store = await openStore({ dir: '/nowhere', backend: memoryBackend(), create: true });
    const put = (n: number) =>
      store.write({ command: 'x', actor }, (tx) =>
        tx.put('view', 'v', { name: 'v', filter: `id:${n}`, at: tx.at, actor: 'system:test' }),
      );
    for (let n = 1; n <= 1_002; n++) await put(n);
    const hub = createHub(
      () => store,
      (error) => expect.fail(String(error)),
    );
    onTestFinished(hub.close);
    const told = { enough: [] as string[], tooMuch: [] as string[], never: [] as string[] };
    const listen = (to: string[], after: number) =>
      hub.listen({ send: (text) => void to.push(/^event: (.*)$/m.exec(text)![1]!), end: () => undefined }, after);
    listen(told.enough, 2);
    listen(told.tooMuch, 1);
    listen(told.never, 5_000);
    await expect.poll(() => told.enough.length).toBe(1_001);
    await put(1_003);
    await expect.poll(() => told.never.length).toBe(2);
    expect(told).toEqual({
      enough: ['ready', ...Array.from({ length: 1_001 }, () => 'commit')],
      tooMuch: ['reset', 'commit'],
      never: ['reset', 'commit'],
    });
  });
});

describe('14: one change is at most 2 KB on the wire', () => {
  test('an ordinary one comes with its values', async () => {
    const board = await served();
    await board.call('task_add', { description: 'One', project: 'web', tags: ['a', 'b'] });
    const { next } = await listenTo(board);
    await next();
    await board.call('task_done', { id: 1 });
    const { data, bytes } = await next();
    expect(bytes).toBeLessThanOrEqual(2_048);
    expect(data).toMatchObject({ changes: [{ kind: 'task', after: { status: 'completed' } }] });
  });

  test('a long text, and a change of a thousand tasks, are named and no more', async () => {
    const board = await served();
    const { next } = await listenTo(board);
    await next();
    await board.call('task_add', { description: 'One', acceptance: Array.from({ length: 60 }, () => 'x'.repeat(200)) });
    const long = await next();
    expect(long.data).toMatchObject({
      partial: true,
      changes: expect.arrayContaining([{ kind: 'task', id: expect.any(String) }]),
    });
    await board.call('task_import', { tasks: Array.from({ length: 1_000 }, (_, i) => ({ description: `T${i}` })) });
    const many = await next();
    expect(many.data).toMatchObject({ partial: true, left: expect.any(Number) });
    expect(Math.max(long.bytes, many.bytes)).toBeLessThanOrEqual(2_048);
    expect((many.data.changes as unknown[]).length + (many.data.left as number)).toBeGreaterThan(1_000);
  });
});

test('17: ten tabs all stay live', async () => {
  const board = await served();
  const tabs = await Promise.all(Array.from({ length: 10 }, () => listenTo(board)));
  for (const { next } of tabs) await next();
  await change(board, 'v');
  for (const { next } of tabs) expect((await next()).data).toMatchObject({ seq: 1 });
});

test('18: hundreds of connects and closes leave nothing behind', async () => {
  const board = await served();
  const open = () => process.getActiveResourcesInfo().length;
  const round = async () => {
    const socket = connectTo(board.port);
    socket.write(
      `GET /api/v1/${board.uuid}/events HTTP/1.1\r\nHost: 127.0.0.1:${board.port}\r\n${board.lines.join('\r\n')}\r\n\r\n`,
    );
    await new Promise((done) => socket.once('data', done));
    socket.destroy();
  };
  await round();
  await expect.poll(() => board.listeners()).toBe(0);
  const before = open();
  for (let n = 0; n < runs(10, 50); n++) await Promise.all(Array.from({ length: 20 }, round));
  await expect.poll(() => board.listeners()).toBe(0);
  await expect.poll(open).toBeLessThanOrEqual(before);
  expect(board.failures).toEqual([]);
});

test("what a run's agent says comes as it is said, and nothing of what was said before", async () => {
  const board = await served();
  await board.call('task_add', { description: 'One' });
  await board.opened.ready();
  await runIn({ opened: board.opened }, 'running', { number: 1 });
  const file = join(board.opened.store.dir, 'runs/r1/events.ndjson');
  mkdirSync(join(file, '..'), { recursive: true });
  const say = (text: string) =>
    appendFileSync(file, `${JSON.stringify({ at: '2026-07-30T14:30:00Z', type: 'text', text })}\n`);
  say('before');
  const { next } = await listenTo(board);
  await next();
  say('now');
  const now = await next();
  say('x'.repeat(5_000));
  const long = await next();
  expect(now).toMatchObject({ event: 'run', id: undefined, data: { run: 'r1', type: 'text', text: 'now' } });
  expect(long.bytes).toBeLessThanOrEqual(2_048);
  const { body } = await board.call('run_events', { run: 'r1', after: now.data.next });
  expect(body.events).toHaveLength(1);
});

test('a message of a run is at most 2 KB, however deep or wide what was said is', () => {
  const long = 'x'.repeat(5_000);
  for (const told of [
    { text: long },
    { input: { command: long, more: { deep: { deeper: { deepest: [long] } } } } },
    { list: Array.from({ length: 5_000 }, () => long) },
    Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field${i}`, long])),
    { [long]: 1, text: '\u{1F600}'.repeat(1_000) },
  ]) {
    const event = boundedEvent({ at: '2026-07-30T14:30:00Z', type: 'tool', ...told });
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(2_048 - 256);
    expect(event).toMatchObject({ at: '2026-07-30T14:30:00Z', type: 'tool' });
  }
});
