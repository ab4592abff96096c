import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { nextBatch, queueEntries } from '../../../src/runs/merge/entry.ts';

const MAIN = 'refs/heads/main';

function queue(...runs: [id: string, at: string | undefined, more?: Partial<Run>][]) {
  const records = runs.map(([id, at, more]) => [
    id,
    {
      id,
      state: 'approved',
      repository: 'web',
      target: MAIN,
      ...(at ? { verdict: { commit: 'a'.repeat(40), actor: 'human:ada', at: `2026-07-30T14:${at}Z` } } : {}),
      ...more,
    },
  ]);
  return { state: { all: (kind: string) => (kind === 'run' ? records : []) } } as never;
}

const ids = (entries: readonly Run[]) => entries.map(({ id }) => id);

test('the first approved is at the front; of those in the same second the older run', () => {
  const records = queue(['r10', '30:00'], ['r2', '30:01'], ['r9', '30:00'], ['r3', '29:59']);
  expect(ids(queueEntries(records, 'web'))).toEqual(['r3', 'r9', 'r10', 'r2']);
});

test('one that a person wants now goes before all others, alone, the first such wish first', () => {
  const verdict = (at: string, now?: string) =>
    ({ verdict: { commit: 'a'.repeat(40), actor: 'human:ada', at, now } }) as never;
  const records = queue(
    ['r1', '30:00'],
    ['r2', '30:01', verdict('2026-07-30T14:30:01Z', '2026-07-30T14:31:05Z')],
    ['r3', '30:02', verdict('2026-07-30T14:30:02Z', '2026-07-30T14:31:04Z')],
  );
  const entries = queueEntries(records, 'web');
  expect(ids(entries)).toEqual(['r3', 'r2', 'r1']);
  expect(ids(nextBatch(entries, 8))).toEqual(['r3']);
});

test('only what is approved in that repository is an entry', () => {
  const records = queue(
    ['r1', '30:00', { state: 'review' }],
    ['r2', '30:00', { repository: 'api' }],
    ['r3', '30:00', { state: 'merging' }],
    ['r4', undefined],
    ['r5', '30:00'],
  );
  expect(ids(queueEntries(records, 'web'))).toEqual(['r5']);
});

test('a batch is the oldest and those after it for the same target, up to a number', () => {
  const records = queue(
    ['r1', '30:00', { target: 'refs/heads/next' }],
    ['r2', '30:01'],
    ['r3', '30:02', { target: 'refs/heads/next' }],
    ['r4', '30:03', { target: 'refs/heads/next' }],
  );
  const entries = queueEntries(records, 'web');
  expect(ids(nextBatch(entries, 8))).toEqual(['r1', 'r3', 'r4']);
  expect(ids(nextBatch(entries, 2))).toEqual(['r1', 'r3']);
  expect(nextBatch([], 8)).toEqual([]);
});
