import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchCosts } from '../../src/scheduler/loop/loop.ts';
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
