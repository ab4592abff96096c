import { expect, test } from 'vitest';
import { memoryBackend } from '../../src/store/backends/memory.ts';
import { APPEND_LIMITS, type Backend, openStore, type Store } from '../../src/store/index.ts';

const actor = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) => store.write({ command: 'add', actor }, (tx) => tx.put('x', id, { id }));

test('a store counts its commits, the attempts that others were faster than, their time, and its followers', async () => {
  const shared = memoryBackend();
  const other = await openStore({ dir: 'other', backend: shared, create: true });
  let faster = 2;
  const put: Backend['put'] = async (path, data) => {
    if (path.startsWith('log/') && faster-- > 0) await add(other, `other-${faster}`);
    return shared.put(path, data);
  };
  const store = await openStore({ dir: 'own', backend: { ...shared, put, connections: () => 3 }, create: true });
  expect(store.figures()).toMatchObject({ commits: 0, retries: 0, followers: 0, connections: 3 });
  await add(store, 'a');
  await add(store, 'b');
  const { commits, retries, appends } = store.figures();
  expect({ commits, retries }).toEqual({ commits: 2, retries: 2 });
  expect(appends.counts).toHaveLength(APPEND_LIMITS.length + 1);
  expect(appends.counts.reduce((sum, n) => sum + n)).toBe(2);
  const ending = new AbortController();
  const commit = store.follow({ from: 1, signal: ending.signal })[Symbol.asyncIterator]();
  await commit.next();
  expect(store.figures().followers).toBe(1);
  ending.abort();
  await commit.return?.(undefined);
  expect(store.figures().followers).toBe(0);
  await store.close();
  await other.close();
});
