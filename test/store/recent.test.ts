import { expect, test } from 'vitest';
import type { Commit } from '../../src/store/index.ts';
import { recentCommits } from '../../src/store/log/news.ts';
import { createState } from '../../src/store/state/state.ts';

test('commits that were read before another checkpoint count as recent no more: others follow them that nobody has read', () => {
  const state = createState();
  const recent = recentCommits(state);
  const read = (seq: number) => {
    state.seq = seq;
    state.committed({ seq, changes: [{}] } as unknown as Commit);
  };
  const kept = () => ({ first: recent.first, seqs: recent.from(5).map(({ seq }) => seq) });
  for (const seq of [4, 5, 6]) read(seq);
  expect(kept()).toEqual({ first: 4, seqs: [5, 6] });
  state.load({ seq: 9, head: 'h', at: state.at, kinds: new Map() }, false);
  expect(kept()).toEqual({ first: Number.POSITIVE_INFINITY, seqs: [] });
  read(10);
  expect(recent.first).toBe(10);
});

test('a follower that is 2,000 small commits behind finds them all; of long ones the newest is kept', () => {
  const state = createState();
  const recent = recentCommits(state);
  const read = (seq: number, changes: number) => {
    state.seq = seq;
    state.committed({ seq, changes: Array.from({ length: changes }) } as unknown as Commit);
  };
  for (let seq = 1; seq <= 9_000; seq++) read(seq, 2);
  expect(recent.from(7_001)).toHaveLength(2_000);
  expect(recent.first).toBeGreaterThan(4_000);
  for (let seq = 9_001; seq <= 9_003; seq++) read(seq, 10_000);
  expect(recent.from(9_003).map(({ seq }) => seq)).toEqual([9_003]);
  expect(recent.first).toBe(9_003);
});
