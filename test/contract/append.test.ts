import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { type Backend, openStore, type Store, storeAddress } from '../../src/store/index.ts';
import { realTiming } from '../../src/store/timing.ts';
import { countedPostgres } from '../support/counted-postgres.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { runs } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';

const signer = { kind: 'system', name: 'test' } as const;
/** No time passes, after which a process would verify the files that it has read. */
const AT_ONCE = { ...realTiming, monotonic: () => 0 };
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', id, { id }));

describe('a commit on PostgreSQL', NEEDS_POSTGRES, async () => {
  const { server, sql, proxy } = (await countedPostgres()) ?? {};

  const addressOf = (store: string) => server!.addressBy('tcp', store).replace(`:${server!.port}/`, `:${proxy!.port}/`);
  const backendOf = (store: string) => postgresBackend(readPostgresAddress(addressOf(store)));
  /** Opens a queue as a process of its own does. `calls` has the calls that are no append. */
  const open = async (name: string, changed: Partial<Backend> = {}, timing = realTiming) => {
    const calls: string[] = [];
    const inner = { ...backendOf(name), ...changed };
    const put: Backend['put'] = (path, data) => {
      calls.push(path);
      return inner.put(path, data);
    };
    const store = await openStore({
      dir: 'nowhere',
      backend: { ...inner, put },
      create: true,
      segmentSize: 16,
      timing,
    });
    return { store, calls };
  };
  /** A queue with some commits, and a process that has read them. */
  const begun = async (timing = realTiming) => {
    const name = randomUUID();
    const { store, calls } = await open(name, {}, timing);
    for (let i = 0; i < 3; i++) await add(store, `first-${i}`);
    calls.length = 0;
    proxy!.take();
    return { name, store, calls };
  };
  const row = (name: string, seq: number) => ({ store: name, path: `log/${String(seq).padStart(12, '0')}.json` });

  test('takes one round trip, and two after any number of commits of others', async () => {
    const { name, store } = await begun(AT_ONCE);
    const other = (await open(name)).store;
    await add(store, 'a');
    proxy!.take();
    await add(store, 'b');
    expect(proxy!.take().roundTrips).toBe(1);
    for (let i = 0; i < 40; i++) await add(other, `other-${i}`);
    proxy!.take();
    await add(store, 'c');
    expect(proxy!.take().roundTrips).toBe(2);
    expect(store.state.seq).toBe(46);
    expect(store.state.size('task')).toBe(46);
  });

  test('is followed by maintenance that asks the server nothing until something may be due', async () => {
    const { store } = await begun(AT_ONCE);
    await add(store, 'a');
    proxy!.take();
    expect(await store.maintain()).toEqual({ checkpoint: null, segments: 0, removed: 0 });
    expect(proxy!.take().roundTrips).toBe(0);
    for (let i = 0; i < 32; i++) await add(store, `more-${i}`);
    expect((await store.maintain()).segments).toBe(1);
  });

  test('of others is found after a look at the whole log that failed, by the next one', async () => {
    const { name } = await begun();
    const { list } = backendOf(name);
    const looks = { now: 0, count: 0, fail: false };
    const counted: Backend['list'] = async (...where) => {
      looks.count++;
      if (looks.fail) throw new Error('planted');
      return list(...where);
    };
    const { store } = await open(name, { list: counted }, { ...realTiming, monotonic: () => looks.now });
    Object.assign(looks, { now: 31_000, fail: true });
    await expect(store.refresh()).rejects.toThrow('planted');
    Object.assign(looks, { fail: false, count: 0 });
    await store.refresh();
    expect(looks.count).toBeGreaterThan(0);
    looks.count = 0;
    await store.refresh();
    expect(looks.count).toBe(0);
  });

  test('that an old state refuses, or for which it has nothing to do, is tried on the newest state', async () => {
    const { name, store } = await begun();
    const other = (await open(name)).store;
    await add(other, 'late');
    const finish = (tx: Parameters<Parameters<Store['write']>[1]>[0]) => {
      if (!tx.get<string>('task', 'late')) throw new Error('there is no such task');
      tx.put<string>('task', 'late', { id: 'late', done: true });
    };
    expect((await store.write({ command: 'done', actor: signer }, finish)).seq).toBe(5);
    await other.write({ command: 'done', actor: signer }, (tx) => tx.remove('task', 'first-0'));
    const keep = (tx: Parameters<Parameters<Store['write']>[1]>[0]) =>
      tx.put<string>('task', 'first-0', { id: 'first-0' });
    expect((await store.write({ command: 'add', actor: signer }, keep)).seq).toBe(7);
  });

  /** What else can be in the way of a commit, and what the writer is told. */
  const WAYS: Record<string, { harm: (name: string) => Promise<unknown>; told: RegExp | 'written' }> = {
    'the format names a later writer': {
      harm: (name) => sql!`update backlog_files
        set data = convert_to(replace(convert_from(data, 'UTF8'), '"minWriter":1', '"minWriter":9'), 'UTF8')
        where store = ${name} and path = 'format.json'`,
      told: /needs a writer of version 9/,
    },
    'the format has another layout': {
      harm: (name) =>
        sql!`update backlog_files set data = data || ' '::bytea where store = ${name} and path = 'format.json'`,
      told: 'written',
    },
    'another queue took its place': {
      harm: (name) => sql!`update backlog_files
        set data = convert_to(regexp_replace(convert_from(data, 'UTF8'), '"store":"[^"]*"', '"store":"x"'), 'UTF8')
        where store = ${name} and path = 'format.json'`,
      told: /another identity/,
    },
    'the queue is gone': {
      harm: (name) => sql!`delete from backlog_files where store = ${name}`,
      told: /was replaced/,
    },
    'the commit before is gone': {
      harm: (name) => sql!`delete from backlog_files where store = ${name} and path = ${row(name, 3).path}`,
      told: /is gone|missing/,
    },
    'the commit before was altered, and its hash kept': {
      harm: (name) => sql!`update backlog_files
        set data = convert_to(replace(convert_from(data, 'UTF8'), 'first-2', 'first-X'), 'UTF8')
        where store = ${name} and path = ${row(name, 3).path}`,
      told: /sum of commit 3 does not match|another commit|change 3/,
    },
    'the database lacks the function': { harm: () => sql!`drop function if exists backlog_append_1`, told: 'written' },
  };
  test.each(Object.keys(WAYS))('when %s: is refused with words, or written with more requests', async (way) => {
    const { harm, told } = WAYS[way]!;
    const { name, store, calls } = await begun();
    try {
      await harm(name);
      const written = add(store, 'new');
      if (told !== 'written') await expect(written).rejects.toThrow(told);
      else expect((await written).seq).toBe(4);
      if (told === 'written') expect(calls).toEqual([row(name, 4).path]);
      else
        expect(await sql!`select from backlog_files where store = ${name} and path = ${row(name, 4).path}`).toEqual([]);
    } finally {
      await makeTables(sql!);
    }
  });

  test('of a version that is too old for the queue is refused after it was opened anew, and reading works', async () => {
    const { name } = await begun();
    await WAYS['the format names a later writer']!.harm(name);
    const { store } = await open(name);
    await expect(add(store, 'new')).rejects.toThrow('it needs a writer of version 9 or later, and this one is 1');
    await store.refresh();
    expect([store.state.seq, store.state.size('task')]).toEqual([3, 3]);
    expect(await sql!`select from backlog_files where store = ${name} and path = ${row(name, 4).path}`).toEqual([]);
  });

  test('of a role whose transactions see only what was committed before them is written with more requests', async () => {
    const { name } = await begun();
    await sql!.unsafe(`alter role owner set default_transaction_isolation = 'repeatable read'`);
    try {
      const { store, calls } = await open(name);
      expect((await add(store, 'new')).seq).toBe(4);
      expect(calls).toEqual([row(name, 4).path]);
    } finally {
      await sql!.unsafe('alter role owner reset default_transaction_isolation');
    }
  });

  test('of a writer that others are faster than has its turn; one that is killed in it holds nobody up', async () => {
    const { name } = await begun();
    const backend = backendOf(name);
    let others = 0;
    const slow: Backend['append'] = async (next) => {
      // Somebody else is always faster.
      await add(fast, `fast-${others++}`);
      return backend.append!(next);
    };
    const fast = (await open(name)).store;
    const { store } = await open(name, { append: slow });
    const seq = (await add(store, 'slow')).seq ?? 0;
    expect(seq).toBe(others + 4);
    expect(others).toBeLessThanOrEqual(4);
    const held = connectPostgres(readPostgresAddress(server!.address('any')));
    await held.unsafe(`begin; set local idle_in_transaction_session_timeout = 100;
      select pg_advisory_xact_lock(2225565, hashtext('${name}'))`);
    expect((await add(fast, 'next')).seq).toBe(seq + 1);
    await held.end({ timeout: 0 });
  });

  test('takes two round trips if another process of this machine has committed', async () => {
    const name = randomUUID();
    const address = storeAddress(addressOf(name));
    const dir = tempFolder();
    const store = await openStore({ dir, address, create: true, timing: AT_ONCE });
    await add(store, 'a');
    const other = await openStore({ dir, address, timing: AT_ONCE });
    for (const after of [5, 9]) {
      for (let i = 0; i < 3; i++) await add(other, `other-${after}-${i}`);
      proxy!.take();
      expect((await add(store, `own-${after}`)).seq).toBe(after);
      expect(proxy!.take().roundTrips).toBe(2);
    }
  });

  test('while another writer has its turn queues at once, with the commits that it lacks', async () => {
    const { name, store: fast } = await begun();
    const backend = backendOf(name);
    const answers: unknown[] = [];
    const append: Backend['append'] = async (next) => {
      const answer = await backend.append!(next);
      answers.push(answer);
      return answer;
    };
    const { store } = await open(name, { append });
    for (const id of ['a', 'b']) await add(fast, id);
    const held = connectPostgres(readPostgresAddress(server!.address('any')));
    await held.unsafe(`begin; select pg_advisory_xact_lock(2225565, hashtext('${name}'))`);
    const written = add(store, 'c');
    await expect.poll(() => answers).toHaveLength(1);
    await held.unsafe('commit');
    expect((await written).seq).toBe(6);
    expect(answers).toEqual([
      { queue: true, taken: [4, 5].map((seq) => expect.objectContaining({ path: row(name, seq).path })) },
    ]);
    await held.end({ timeout: 0 });
  });

  test('of writers that wait follow each other in the order of their arrival, and one that is always there goes behind them', async () => {
    const { name, store: first } = await begun();
    const held = connectPostgres(readPostgresAddress(server!.address('any')));
    await held.unsafe(`begin; select pg_advisory_xact_lock(2225565, hashtext('${name}'))`);
    const waiting = async () => {
      const rows = await sql!`
        select from pg_locks where locktype = 'advisory' and not granted and objid::bigint = hashtext(${name})::oid::bigint`;
      return rows.length;
    };
    const written: Promise<unknown>[] = [];
    for (const id of ['a', 'b', 'c', 'd']) {
      const { store } = await open(name);
      written.push(add(store, id));
      await expect.poll(waiting).toBe(written.length);
    }
    const greedy = (async () => {
      for (let n = 0; n < 4; n++) await add(first, `greedy-${n}`);
    })();
    await expect.poll(waiting).toBe(written.length + 1);
    await held.unsafe('commit');
    await Promise.all([...written, greedy]);
    const order: string[] = [];
    for await (const { changes } of first.history({ from: 4, quiet: true })) order.push(changes[0]!.id);
    expect(order).toEqual(['a', 'b', 'c', 'd', 'greedy-0', 'greedy-1', 'greedy-2', 'greedy-3']);
    await held.end({ timeout: 0 });
  });

  test('that its function refuses in its turn is refused with the same words, and frees the queue', async () => {
    const { name, store } = await begun();
    const { store: other } = await open(name, { append: async () => ({ taken: [] }) });
    const refused = other.write({ command: 'add', actor: signer }, (tx) => {
      if (tx.seq > 3 && ++tries > 3) throw new Error('not now');
      tx.put<string>('task', 'x', { id: 'x' });
    });
    let tries = 0;
    await expect(refused).rejects.toThrow('not now');
    expect((await add(store, 'new')).seq).toBe(4);
  });

  test.each(everyNth(2, [true, false]))(
    'whose function is slow is written, also while others write (the database has the function: %s)',
    async (has) => {
      const { name, store } = await begun();
      if (!has) await sql!`drop function if exists backlog_append_1`;
      try {
        const fast = (await open(name)).store;
        let isOver = false;
        const others = (async () => {
          for (let n = 0; !isOver; n++) await add(fast, `fast-${n}`);
        })();
        for (const id of ['slow-1', 'slow-2']) {
          const slow = store.write({ command: 'add', actor: signer }, (tx) => {
            const end = performance.now() + 60;
            while (performance.now() < end);
            tx.put<string>('task', id, { id });
          });
          expect((await slow).seq).not.toBeNull();
        }
        isOver = true;
        await others;
      } finally {
        await makeTables(sql!);
      }
    },
  );

  test('whose number was packed while its process slept gets another number', async () => {
    const { name, store } = await begun();
    const other = (await open(name)).store;
    for (let i = 0; i < 45; i++) await add(other, `other-${i}`);
    await other.maintain({ force: true });
    expect(await sql!`select from backlog_files where store = ${name} and path = ${row(name, 4).path}`).toEqual([]);
    expect((await add(store, 'new')).seq).toBe(49);
  });

  test('waits for the turn of a slow writer', async () => {
    const { name, store } = await begun();
    const turn = 'log/turn-000000000100-x';
    await sql!`insert into backlog_files (store, path, piece, data) values (${name}, ${turn}, 0, '')`;
    expect((await add(store, 'new')).seq).toBe(4);
    // Its process never came back, so the writer has removed it.
    expect(await sql!`select from backlog_files where store = ${name} and path = ${turn}`).toEqual([]);
  });

  test('that is too long for one row is written, and so is the next one', async () => {
    const { store } = await begun();
    const long = 'ä'.repeat(1 << 20);
    await store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'long', { id: 'long', long }));
    expect((await add(store, 'next')).seq).toBe(5);
  });

  test('that is too long to be appended is written, also while others write', async () => {
    const { name, store } = await begun();
    const others = await Promise.all(Array.from({ length: 3 }, async () => (await open(name)).store));
    let isOver = false;
    const busy = others.map(async (fast, i) => {
      for (let n = 0; !isOver; n++) await add(fast, `fast-${i}-${n}`);
    });
    const long = 'x'.repeat(300 << 10);
    const write = store.write({ command: 'import', actor: signer }, (tx) =>
      tx.put<string>('task', 'long', { id: 'long', long }),
    );
    expect((await write).seq).toBeGreaterThan(3);
    isOver = true;
    await Promise.all(busy);
  });

  test('of many writers at once each has its number, and each state is the same', async () => {
    const { name } = await begun();
    const stores = await Promise.all(Array.from({ length: 6 }, async () => (await open(name)).store));
    const each = runs(10, 100);
    await Promise.all(
      stores.map(async (store, i) => {
        for (let n = 0; n < each; n++) await add(store, `${i}-${n}`);
      }),
    );
    for (const store of stores) {
      await store.refresh();
      expect(store.state.size('task')).toBe(3 + 6 * each);
      expect(store.state.seq).toBe(3 + 6 * each);
    }
  });
});
