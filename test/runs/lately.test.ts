import { expect, test } from 'vitest';
import { startedRecently } from '../../src/runs/upkeep/recent-starts.ts';

test('a leader is started once for all commands of some seconds, each name by itself', () => {
  expect(startedRecently('a merge:x', 0)).toBe(false);
  expect(startedRecently('a merge:x', 2_999)).toBe(true);
  expect(startedRecently('a merge:y', 2_999)).toBe(false);
  expect(startedRecently('a merge:x', 3_000)).toBe(false);
  expect(startedRecently('a merge:x', 3_001)).toBe(true);
  expect(startedRecently('a merge:x', -10_000)).toBe(false);
});
