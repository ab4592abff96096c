import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { scheduleLoop, watchCosts } from '../../src/scheduler/loop/loop.ts';
import { QUIET_TX } from '../../src/store/index.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

test('a look at costs that fails is told once for each reason, and the next looks go on', async () => {
  const { opened } = await testWorkspace();
  const faults = ['EISDIR: events.ndjson is a folder', 'EISDIR: events.ndjson is a folder', undefined, 'EIO', 'EIO'];
  let looks = 0;
  const context = () => {
    const fault = faults[looks++];
    if (fault !== undefined) throw new Error(fault);
    return opened.context(ADA);
  };
  const told: string[] = [];
  const over = new AbortController();
  watchCosts({ context, due: () => expect.unreachable(), tell: (text) => told.push(text) }, over.signal);
  for (const _ of faults) vi.advanceTimersByTime(1_000);
  expect(looks).toBe(5);
  expect(told).toEqual([
    "orchestrator: can't read the costs of active runs: Error: EISDIR: events.ndjson is a folder",
    "orchestrator: can't read the costs of active runs: Error: EIO",
  ]);
  over.abort();
  vi.advanceTimersByTime(5_000);
  expect(looks).toBe(5);
});

test("a full disk doesn't end the process that holds runs to their limits; it goes on when there is space", async () => {
  vi.useRealTimers();
  const { opened } = await testWorkspace();
  const write = opened.store.write.bind(opened.store);
  let full = 0;
  vi.spyOn(opened.store, 'write').mockImplementation((about, fn) => {
    if (about.command === QUIET_TX.leaders && full++ < 1)
      return Promise.reject(new BacklogError('store', 'the disk is full', { data: { errno: 'ENOSPC' } }));
    return write(about, fn);
  });
  await scheduleLoop({ opened, self: processId(process.pid)! });
  expect(full).toBe(2);
});
