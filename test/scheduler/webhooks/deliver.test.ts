import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { isNear } from '../../../src/runs/process/near-address.ts';
import { type DeliveryTools, deliveryPass } from '../../../src/scheduler/webhooks/deliver.ts';
import { EVENT_BYTES, PATIENCE_MS } from '../../../src/scheduler/webhooks/limits.ts';
import { post, signedMessage } from '../../../src/scheduler/webhooks/post.ts';
import { QUIET_TX } from '../../../src/store/index.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { receiver, status } from './receiver.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A queue with a webhook, and a pass of the process that delivers. */
async function yard(more: Record<string, unknown> = {}) {
  const [work, there] = [await testWorkspace(), await receiver()];
  let now = NOON;
  const tools: DeliveryTools = {
    env: { HOOK_SECRET: there.secret },
    now: () => now,
    read: new Map(),
  };
  await work.run('task_add', { description: 'Before the webhook' });
  await work.run('webhook_add', { name: 'chat', url: there.url, secret_env: 'HOOK_SECRET', ...more });
  return {
    ...{ work, there, tools },
    pass: () => deliveryPass(work.opened.context(ADA), tools),
    later(ms: number) {
      now += ms;
      work.pass(ms);
    },
    shown: () => shown(work),
  };
}

const shown = async (work: TestWorkspace) =>
  (await work.run<{ webhook: Record<string, unknown> }>('webhook_show', { name: 'chat' })).webhook;

test('changes after the webhook become signed events, once each and in order, with numbers that grow', async () => {
  const { work, there, pass, shown } = await yard();
  await work.run('task_add', { description: 'Secret plan', tags: ['x'] });
  await work.run('task_start', { id: 2 });
  await work.run('task_modify', { filter: '2', priority: 'H' });
  await work.run('task_done', { id: 2 });
  await work.run('task_undo');
  expect((await pass()).sent).toBe(true);
  expect(there.got.map(({ type, data }) => [type, (data.task as { number: number } | undefined)?.number])).toEqual([
    ['task.added', 2],
    ['claim.granted', 2],
    ['task.started', 2],
    ['task.changed', 2],
    ['claim.released', 2],
    ['task.completed', 2],
    ['task.reopened', 2],
    ['claim.granted', 2],
  ]);
  expect(there.got.every(({ isGenuine }) => isGenuine)).toBe(true);
  expect(new Set(there.got.map(({ id }) => id)).size).toBe(there.got.length);
  const numbers = there.got.map(({ number }) => number.split('.').map(Number));
  expect(numbers).toEqual([...numbers].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
  expect(JSON.stringify(there.got)).not.toContain('Secret plan');
  expect(await shown()).toMatchObject({ delivered: 8, failures: 0, last: there.got.at(-1)?.number });
  await pass();
  expect(there.got).toHaveLength(8);
});

test('only asked events are sent, with descriptions on demand, but without texts from outside', async () => {
  const { work, there, pass } = await yard({ events: ['task'], descriptions: true });
  await work.run('task_add', { description: 'Mine' });
  await work.run('task_start', { id: 2 });
  await work.opened.context(ADA).write('given', (tx) => {
    const [, task] = [...tx.all('task')].find(([, { id }]) => id === 2)!;
    tx.put('task', task.uuid, {
      ...task,
      priority: 'H',
      awaits: { why: 'outside', author: 'mallory', at: tx.at, actor: 'human:ada' },
    });
  });
  await pass();
  const [added, , changed] = there.got;
  expect(there.got.every(({ type }) => type.startsWith('task.'))).toBe(true);
  // The description is read at the delivery, when nobody trusts it any more.
  expect(added?.data.task).toEqual({ number: 2, uuid: expect.any(String) });
  expect(changed?.data.task).not.toHaveProperty('description');
  await work.run('task_add', { description: 'Also mine' });
  await pass();
  expect(there.got.at(-1)?.data.task).toMatchObject({ description: 'Also mine' });
});

/** What an answer does to an event: `delivered`, `dropped`, `gone`, or `later` with what the webhook shows. */
const ANSWERS: readonly [
  name: string,
  answer: Parameters<Awaited<ReturnType<typeof receiver>>['answer']>[0],
  string,
][] = [
  ['200', status(200), 'delivered'],
  ['204', status(204), 'delivered'],
  ['301', status(301, { location: 'http://127.0.0.1:1/elsewhere' }), 'the answer was 301'],
  ['400', status(400), 'the answer was 400'],
  ['410', status(410), 'gone'],
  ['429', status(429), 'the answer was 429'],
  ['500', status(500), 'the answer was 500'],
  ['hang', () => void vi.advanceTimersByTime(PATIENCE_MS), 'no answer within 15 s'],
  [
    '200, which the process reads too late',
    (answer) => {
      answer.writeHead(200).end();
      // Before the process reads from a socket again.
      setImmediate(() => vi.advanceTimersByTime(PATIENCE_MS));
    },
    'delivered',
  ],
  ['cut', (_, asked) => asked.socket.destroy(), 'the connection was cut'],
  [
    'an upgrade that nobody asked for',
    (_, { socket }) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'the answer was 101',
  ],
  ['huge', (answer) => answer.writeHead(200).end('x'.repeat(5_000_000)), 'delivered'],
  [
    'huge headers',
    (answer) => answer.writeHead(200, { x: 'x'.repeat(100_000) }).end(),
    'no answer (HPE_HEADER_OVERFLOW)',
  ],
  [
    'endless',
    (answer) => {
      answer.writeHead(200);
      const timer = setInterval(() => answer.write('x'.repeat(1_000)), 5);
      answer.on('close', () => clearInterval(timer));
    },
    'delivered',
  ],
];

afterEach(() => void vi.useRealTimers());

test.each(ANSWERS)('the answer %s', async (_, answer, end) => {
  const { work, there, pass, shown, later } = await yard();
  // Only an answer lets this clock pass the patience, so a slow machine does not.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  there.answer(answer);
  await work.run('task_add', { description: 'A' });
  await work.run('task_add', { description: 'B' });
  const { next } = await pass();
  const state = await shown();
  if (end === 'delivered') return expect(state).toMatchObject({ delivered: 2, failures: 0 });
  // What failed stays first.
  expect(there.got).toHaveLength(1);
  if (end === 'gone') {
    expect(state).toMatchObject({ state: 'gone', delivered: 0 });
    await pass();
    expect(there.got).toHaveLength(1);
    await work.run('webhook_enable', { name: 'chat' });
  } else {
    expect(state).toMatchObject({ state: 'enabled', delivered: 0, failures: 1, why: end });
    expect(next - NOON).toBeGreaterThanOrEqual(4_000);
    expect(next - NOON).toBeLessThanOrEqual(8_000);
    await pass();
    expect(there.got).toHaveLength(1);
    later(8_000);
  }
  await pass();
  expect(there.got.map(({ data }) => (data.task as { number: number }).number)).toEqual([2, 2, 3]);
  expect(there.got[1]?.id).toBe(there.got[0]?.id);
  expect(await shown()).toMatchObject({ delivered: 2, failures: 0, state: 'enabled' });
});

test('a receiver that leaves its answers open keeps no connection', async () => {
  const { work, there, pass, shown } = await yard();
  there.answer(...Array.from({ length: 3 }, () => (answer: ServerResponse) => void answer.writeHead(200).write('…')));
  for (const description of ['A', 'B', 'C']) await work.run('task_add', { description });
  await pass();
  expect(await shown()).toMatchObject({ delivered: 3 });
  await expect.poll(there.connections).toBe(0);
});

test('a receiver that asks for a pause gets it, at most a day', async () => {
  const { work, there, pass, later } = await yard();
  there.answer(status(429, { 'retry-after': '3600' }), status(503, { 'retry-after': '99999999' }));
  await work.run('task_add', { description: 'A' });
  expect((await pass()).next - NOON).toBe(60 * MINUTE);
  later(60 * MINUTE);
  expect((await pass()).next - NOON - 60 * MINUTE).toBe(DAY);
});

test('pauses grow; what is refused five times is dropped and counted, and the next event follows', async () => {
  const { work, there, pass, shown, later } = await yard();
  there.answer(...Array.from({ length: 5 }, () => status(400)));
  await work.run('task_add', { description: 'A' });
  await work.run('task_add', { description: 'B' });
  const pauses: number[] = [];
  for (let at = NOON, left = 4; left > 0; left--) {
    const { next } = await pass();
    pauses.push(next - at);
    later(next - at);
    at = next;
  }
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  await pass();
  expect(await shown()).toMatchObject({ delivered: 1, dropped: 1, failures: 0 });
  expect(there.got.map(({ data }) => (data.task as { number: number }).number)).toEqual([2, 2, 2, 2, 2, 3]);
});

test('only refusals count towards the five, and an outage before them does not', async () => {
  const { work, there, pass, shown, later } = await yard();
  there.answer(...[500, 500, 500, 500, 400, 500, 400].map((code) => status(code)));
  await work.run('task_add', { description: 'A' });
  for (let at = NOON, left = 7; left > 0; left--) {
    const { next } = await pass();
    later(next - at);
    at = next;
  }
  expect(await shown()).toMatchObject({ dropped: 0, failures: 7 });
  await pass();
  expect(await shown()).toMatchObject({ delivered: 1, dropped: 0, failures: 0 });
});

test('what is older than three days is dropped and counted, and a person can have it repeated', async () => {
  const { work, there, pass, shown, later } = await yard();
  await work.run('task_add', { description: 'A' });
  const since = work.opened.store.state.seq;
  later(3 * DAY + 1_000);
  await work.run('task_add', { description: 'B' });
  await pass();
  expect(await shown()).toMatchObject({ delivered: 1, dropped: 1 });
  await work.run('webhook_replay', { name: 'chat', since });
  await pass();
  expect(there.got.map(({ data }) => (data.task as { number: number }).number)).toEqual([3, 2, 3]);
  expect(there.got[2]?.id).toBe(there.got[0]?.id);
});

test('only changes with events count towards the limit of waiting ones', async () => {
  const { work, there, pass, tools, shown } = await yard();
  tools.longestQueue = 3;
  await work.run('task_add', { description: 'A' });
  for (let n = 1; n <= 4; n++)
    await work.opened.store.write({ command: QUIET_TX.webhooks, actor: ADA.actor }, (tx) => {
      tx.put('delivery', 'other', { seq: n, index: 0, delivered: 0, dropped: 0, failures: 0 });
    });
  await pass();
  expect(await shown()).toMatchObject({ delivered: 1, dropped: 0 });
  for (const description of ['B', 'C', 'D', 'E']) await work.run('task_add', { description });
  await pass();
  expect(await shown()).toMatchObject({ delivered: 4, dropped: 1 });
  expect(there.got.map(({ data }) => (data.task as { number: number }).number)).toEqual([2, 4, 5, 6]);
});

test('a webhook without its secret waits, and says so; so does one that was not set on this machine', async () => {
  const { work, there, pass, tools, shown, later } = await yard();
  await work.run('task_add', { description: 'A' });
  tools.env = {};
  await pass();
  expect(await shown()).toMatchObject({ failures: 0, why: 'waits for a process with the variable HOOK_SECRET' });
  tools.env = { HOOK_SECRET: 'whsec_short' };
  await pass();
  expect((await shown()).why).toContain('the variable HOOK_SECRET has no secret');
  later(60 * MINUTE);
  tools.env = { HOOK_SECRET: there.secret };
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('webhook', 'chat', { ...tx.get('webhook', 'chat')!, url: there.url.replace('127.0.0.1', 'localhost') });
  });
  await pass();
  expect(there.got).toEqual([]);
  expect(await shown()).toMatchObject({ state: 'elsewhere' });
  await work.run('webhook_enable', { name: 'chat' });
  await pass();
  expect(there.got).toHaveLength(1);
});

test('a program prints the secret; the address and the secret are in no output', async () => {
  const there = await receiver();
  const work = await testWorkspace();
  const secret_command = [process.execPath, '-e', 'console.log(process.env.SECRET_HERE)'];
  await work.run('webhook_add', { name: 'chat', url: there.url, secret_command });
  await work.run('task_add', { description: 'A' });
  await deliveryPass(work.opened.context(ADA), {
    ...{ env: { SECRET_HERE: there.secret }, now: () => NOON, read: new Map() },
  });
  expect(there.got.map(({ type, isGenuine }) => [type, isGenuine])).toEqual([['task.added', true]]);
  const outputs = await Promise.all([
    work.text('webhook_list'),
    work.text('webhook_show', { name: 'chat' }),
    work.run('webhook_show', { name: 'chat' }),
    work.run('task_history'),
    work.text('task_history'),
  ]);
  const all = JSON.stringify(outputs);
  expect(all).not.toContain('private-path');
  expect(all).not.toContain(there.secret.slice(6));
});

test('the program of a webhook that another machine set runs for no test, either', async () => {
  const { work } = await yard();
  const ran = join(work.folder, 'ran');
  await work.opened.context(ADA).write('given', (tx) => {
    const command = [process.execPath, '-e', `fs.writeFileSync(${JSON.stringify(ran)}, '')`];
    tx.put('webhook', 'chat', { ...tx.get('webhook', 'chat')!, secret: { command } });
  });
  const { message, hint } = await work.refused('webhook_test', { name: 'chat' });
  expect([existsSync(ran), message]).toEqual([false, expect.stringContaining('was set on another machine')]);
  expect(hint).toContain('backlog webhook enable chat');
});

test('an event of another commit with the same number, as after a restored backup, has another identity', () => {
  const event = { ...{ seq: 7, index: 1, type: 'task.added', at: toInstant(NOON), data: {} } };
  const id = (tx: string) =>
    signedMessage({ ...event, tx }, { queue: 'q', key: Buffer.alloc(32), at: NOON }).headers['webhook-id'];
  expect(id('0f6a3c1e-aa')).toBe(id('0f6a3c1e-aa'));
  expect(id('0f6a3c1e-aa')).not.toBe(id('9b6a3c1e-aa'));
});

test('an event stays small, whatever the queue contains', async () => {
  const { work, there, pass } = await yard({ descriptions: true });
  const tags = Array.from({ length: 100 }, (_, n) => `tag-${n}`);
  await work.run('task_add', { description: '€'.repeat(500), tags, project: 'p'.repeat(200) });
  await pass();
  expect(Buffer.byteLength(JSON.stringify(there.got))).toBeLessThan(EVENT_BYTES);
});

/** Addresses that `webhook add` refuses, and what it says. */
const REFUSED: readonly [url: string, why: string][] = [
  ['example.com/hook', 'expected an address such as https://example.com/hook'],
  ['ftp://example.com/', 'expected https://, and got ftp://'],
  ['http://example.com/', 'is another machine'],
  ['http://localhost.example.com/', 'is another machine'],
  ['http://localhost./', 'is another machine'],
  ['http://127.0.0.1.example.com/', 'is another machine'],
  ['https://ada:pw@example.com/', 'user name or password'],
  ['https://example.com/#part', 'a part after #'],
  [`https://example.com/${'x'.repeat(2_000)}`, 'more than 2000 characters'],
];

test('addresses that are refused, and words that are no place of a secret', async () => {
  const work = await testWorkspace();
  const add = (more: object) => work.refused('webhook_add', { name: 'chat', url: 'https://example.com/', ...more });
  for (const [url, why] of REFUSED) expect((await add({ url, secret_env: 'HOOK' })).message).toContain(why);
  await work.run('webhook_add', { name: 'known', url: 'https://example.com/', secret_env: 'A' });
  expect((await add({ name: 'known', secret_env: 'A' })).code).toBe('conflict');
  for (const more of [{ secret_env: 'whsec_abc' }, { secret_command: ['echo', 'whsec_abc'] }])
    expect((await add(more)).message).toContain('contain the secret itself');
  expect((await add({ secret_env: 'A', events: ['task', 'run.won'] })).message).toBe('there is no event "run.won"');
  expect((await work.refused('webhook_replay', { name: 'chat', since: 1 })).hint).toBe('There are: known');
});

/** Addresses of the networks around this machine, and of the metadata services of clouds. */
const NEAR = ['10.0.0.1', '169.254.169.254', '100.100.100.200', '192.0.0.192', '0.0.0.0', '0xa.1'].concat([
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '[::]',
  '[fe80::1]',
  '[ff02::1]',
  '[::127.0.0.1]',
  '[::ffff:0:169.254.169.254]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[2002:a9fe:a9fe::1]',
  '[fec0::1]',
]);

test('addresses of other machines are not near', () => {
  const far = ['8.8.8.8', '::ffff:8.8.8.8', '64:ff9b::808:808', '2001:4860:4860::8888', '2606:4700::1111'];
  expect(far.filter(isNear)).toEqual([]);
});

test.each(NEAR)('nothing is sent to %s', async (host) => {
  const message = { headers: {}, body: '{}' };
  const answer = await post(`https://${host}:1/`, message, 300);
  expect(answer).toEqual({ why: expect.stringContaining('of its networks') });
});
