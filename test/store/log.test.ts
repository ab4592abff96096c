import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Backend } from '../../src/store/backend.ts';
import { memoryBackend, openStore } from '../../src/store/index.ts';
import { segmentPath } from '../../src/store/layout.ts';
import { createLogReader } from '../../src/store/log/log-reader.ts';

test('a segment that several look for at once is counted once', async () => {
  const backend = memoryBackend();
  await backend.put(segmentPath(0, 4), '1\n2\n3\n');
  const slow = {
    ...backend,
    list: async (folder: string, options?: { after?: string }) => {
      const entries = await backend.list(folder, options);
      await turn();
      return entries;
    },
  };
  const log = createLogReader(slow, 4, 0);
  expect(await Promise.all([log.advanceFloor(), log.advanceFloor(), log.read(4, 9)])).toEqual([3, 3, []]);
  expect(log.floor).toBe(3);
});

test('a process that may write no checkpoint asks the server once per checkpoint that is due, not after each write', async () => {
  const inner = memoryBackend();
  let asked = 0;
  const backend: Backend = {
    ...inner,
    // It tells nothing, so that each look is a whole one.
    since: async () => ({ commits: [], segments: false, more: false }),
    async mayWriteState() {
      asked++;
      return false;
    },
  };
  const store = await openStore({ dir: 'memory', backend, create: true, checkpointEvery: 10 });
  for (let i = 0; i < 60; i++) {
    await store.write({ command: 'add', actor: { kind: 'system', name: 'test' } }, (tx) =>
      tx.put<string>('task', `${i}`, {}),
    );
    await store.maintain();
  }
  expect(asked).toBeGreaterThan(2);
  expect(asked).toBeLessThan(7);
});
