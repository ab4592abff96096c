import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { memoryBackend } from '../../src/store/index.ts';
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
