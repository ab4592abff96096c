import { expect, test } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import { lead, leaderOf } from '../../src/runs/upkeep/leadership.ts';
import { isAlive, processId } from '../../src/work/processes/processes.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const NAME = 'merge:web';
const SELF = processId()!;
const GONE: ProcessId = { ...SELF, pid: 2 ** 22 + 1, start: '1' };
const ELSEWHERE: ProcessId = { host: 'another', boot: 'other', pid: 1, start: '1' };

/** A store, led by `holder` with a lease that ends in `ms`. */
async function ledBy(holder: ProcessId, ms = LEASE_MS) {
  const work = await testWorkspace();
  const { store } = work.opened;
  await work.run('task_add', { description: 'First' });
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('lease', NAME, { name: NAME, holder, since: tx.at, expires: toInstant(tx.atMs + ms) });
  });
  const holds = () => work.opened.store.state.get('lease', NAME)?.holder;
  return { work, store: work.opened.store ?? store, holds };
}

const take = (store: Parameters<typeof lead>[0], self = SELF) => lead(store, NAME, self, { alive: isAlive });

test('the first leads, a second does not, until the first resigns', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const { store } = opened;
  const leadership = await take(store);
  const other = { ...SELF, start: 'another' };
  expect(leadership).toBeDefined();
  expect(await take(store, other)).toBeUndefined();
  expect(await leadership!.resign()).toBe(true);
  expect(store.state.get('lease', NAME)).toBeUndefined();
});

test('of many at once one leads', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const pids = Array.from({ length: 8 }, (_, i) => ({ ...SELF, boot: `boot-${i}` }));
  const all = await Promise.all(pids.map((self) => lead(opened.store, NAME, self, { alive: () => true })));
  expect(all.filter((one) => one !== undefined)).toHaveLength(1);
});

test('a leader that died is no leader, however long its lease', async () => {
  const { store, holds } = await ledBy(GONE);
  expect(leaderOf(store.state, NAME, Date.now(), { alive: isAlive })).toBeUndefined();
  expect(await take(store)).toBeDefined();
  expect(holds()).toEqual(SELF);
});

test('a leader that lives leads, although its lease ran out', async () => {
  const { store } = await ledBy(SELF, -10 * LEASE_MS);
  expect(await take(store, { ...SELF, start: 'another' })).toBeUndefined();
});

test.each([
  ['leads while its lease and one more last', LEASE_MS, true],
  ['leads no more after that', -2 * LEASE_MS, false],
])('a leader on another host %s', async (_, ms, leads) => {
  const { work, store } = await ledBy(ELSEWHERE, ms);
  const now = work.opened.context(ADA).clock.now;
  expect(leaderOf(store.state, NAME, now, { alive: isAlive })).toEqual(leads ? ELSEWHERE : undefined);
  expect((await take(store)) === undefined).toBe(leads);
});

test('who lost it may not go on, and takes nothing away when it resigns', async () => {
  const { store, holds } = await ledBy(GONE);
  const old = await lead(store, NAME, GONE, { alive: isAlive });
  await take(store);
  expect(await old!.keep()).toBe(false);
  await old!.resign();
  expect(holds()).toEqual(SELF);
});

test('keeping it renews it when less than half is left, and writes nothing before', async () => {
  const { opened, run, pass } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const { store } = opened;
  const leadership = (await take(store))!;
  const { seq } = store.state;
  expect(await leadership.keep()).toBe(true);
  expect(store.state.seq).toBe(seq);
  pass((LEASE_MS * 3) / 4);
  const before = store.state.get('lease', NAME)!.expires;
  expect(await leadership.keep()).toBe(true);
  expect(store.state.get('lease', NAME)!.expires > before).toBe(true);
});

test('it is not given up while there is something left to do', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const leadership = (await take(opened.store))!;
  expect(await leadership.resign(() => true)).toBe(false);
  expect(opened.store.state.get('lease', NAME)).toBeDefined();
});
