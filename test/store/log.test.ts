import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { memoryBackend } from '../../src/store/index.ts';
import { segmentPath } from '../../src/store/layout.ts';
import { createLogReader } from '../../src/store/log.ts';

test('a segment that several look for at once is counted once', async () => {
  const backend = memoryBackend();
  await backend.put(segmentPath(0, 4), '1\n2\n3\n');
  const slow = {
    ...backend,
    stat: async (path: string) => {
      const facts = await backend.stat(path);
      await turn();
      return facts;
    },
  };
  const log = createLogReader(slow, 4, 0);
  expect(await Promise.all([log.advanceFloor(), log.advanceFloor(), log.next(4)])).toEqual([3, 3, null]);
  expect(log.floor).toBe(3);
});
