import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { memoryBackend } from '../../src/store/backends/memory.ts';
import { aloneRepairing } from '../../src/store/doctor/store.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const MINUTE_MS = 60_000;
/** No system gives this number to a process. */
const DEAD = 999_999_999;

const left = (host: string, pid: number, minutes: number) => ({
  host,
  pid,
  at: new Date(NOW - minutes * MINUTE_MS).toISOString(),
});

test.each([
  ['a living process here', left(hostname(), process.pid, 60), true],
  ['a dead process here', left(hostname(), DEAD, 0), false],
  ['another machine, a moment ago', left('elsewhere', DEAD, 1), true],
  ['another machine, long ago', left('elsewhere', process.pid, 11), false],
  ['text that nobody can read', 'torn', false],
] as const)('a repair by %s', async (_, other, isRefused) => {
  const backend = memoryBackend();
  await backend.put('repairs/1.json', JSON.stringify(other));
  const done = aloneRepairing(backend, NOW, async () => 'repaired');
  if (!isRefused) expect(await done).toBe('repaired');
  else await expect(done).rejects.toMatchObject({ code: 'contention', hint: expect.stringContaining('try again') });
  expect((await backend.list('repairs')).map(({ name }) => name)).toEqual(isRefused ? ['1.json'] : []);
});

test('of repairs that begin at the same moment, at most one works at a time, and none leaves its turn', async () => {
  const backend = memoryBackend();
  let active = 0;
  const all = Array.from({ length: 8 }, () =>
    aloneRepairing(backend, NOW, async () => {
      expect(++active).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      active--;
    }),
  );
  for (const { status, reason } of (await Promise.allSettled(all)) as PromiseRejectedResult[])
    if (status === 'rejected') expect(reason).toMatchObject({ code: 'contention' });
  expect(await backend.list('repairs')).toEqual([]);
  expect(await aloneRepairing(backend, NOW, async () => 'again')).toBe('again');
});
