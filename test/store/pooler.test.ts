import { expect, onTestFinished } from 'vitest';
import { openStore, prepareStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { hasPgBouncer, openPooler } from '../support/pgbouncer.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { soak } from '../support/soak-test.ts';

const NEEDS_POOLER = unless(hasPostgres && hasPgBouncer ? undefined : 'PgBouncer or PostgreSQL is not installed');
const actor = { kind: 'system', name: 'test' } as const;

/** A queue behind a pooler with two connections. */
async function pooled(ignored?: string): Promise<string> {
  const server = await startPostgres();
  await prepareStore(server.address('pooled'));
  const pooler = await openPooler(server, 2, ignored);
  onTestFinished(() => pooler.end());
  return pooler.address('pooled');
}

async function opened(address: string): Promise<Store> {
  const store = await openStore({ dir: tempFolder(), address, create: true });
  onTestFinished(() => store.close());
  return store;
}

soak('behind a pooler in transaction mode, more writers than connections lose nothing', NEEDS_POOLER, async () => {
  const address = await pooled();
  const stores: Store[] = [];
  for (let n = 0; n < 6; n++) stores.push(await opened(address));
  const add = (store: Store, id: string) =>
    store.write({ command: 'add', actor }, (tx) => tx.put<string>('op', id, { id }));
  const bodies = (n: number) => [2_500_000, 1_500_000].map((length) => Buffer.alloc(length, `${n} `));
  await Promise.all(
    stores.map(async (store, n) => {
      for (let i = 0; i < 12; i++) {
        await store.refresh();
        if (i % 4 === 0)
          for (const [at, sha] of (await Promise.all(bodies(n + i).map((body) => store.putBlob(body)))).entries())
            expect(Buffer.compare(await store.getBlob(sha), bodies(n + i)[at]!)).toBe(0);
        await add(store, `${n}-${i}`);
      }
    }),
  );
  for (const store of stores) {
    await store.refresh();
    expect([store.state.seq, store.state.size('op')]).toEqual([72, 72]);
  }
});

soak('a pooler that refuses the settings of a process is told with the line for it', NEEDS_POOLER, async () => {
  const address = await pooled('extra_float_digits');
  await expect(openStore({ dir: tempFolder(), address })).rejects.toMatchObject({
    message: expect.stringContaining('unsupported startup parameter: synchronous_commit'),
    hint: expect.stringContaining('ignore_startup_parameters = synchronous_commit'),
  });
});
