import { expect, test } from 'vitest';
import type { Commit } from '../../src/store/index.ts';
import { recentCommits } from '../../src/store/log/news.ts';
import { createState } from '../../src/store/state/state.ts';

test('commits that were read before another checkpoint count as recent no more: others follow them that nobody has read', () => {
  const state = createState();
  const recent = recentCommits(state);
  const read = (seq: number) => {
    state.seq = seq;
    state.committed({ seq } as Commit);
  };
  const kept = () => ({ first: recent.first, seqs: recent.from(5).map(({ seq }) => seq) });
  for (const seq of [4, 5, 6]) read(seq);
  expect(kept()).toEqual({ first: 4, seqs: [5, 6] });
  state.load({ seq: 9, head: 'h', at: state.at, kinds: new Map() }, false);
  expect(kept()).toEqual({ first: Number.POSITIVE_INFINITY, seqs: [] });
  read(10);
  expect(recent.first).toBe(10);
});
