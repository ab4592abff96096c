import { expect, test } from 'vitest';
import type { Pull, Run } from '../../../src/domain/records.ts';
import { decidePull, type PullFacts } from '../../../src/runs/pulls/decide.ts';
import type { RemotePull } from '../../../src/services/index.ts';

const id = (digit: string) => digit.repeat(40);
const [FIRST, SECOND] = [id('1'), id('2')];
const [HEAD, NEXT, MERGE] = [id('a'), id('b'), id('c')];

/** The first result is in a pull request. `HEAD` is its commit there. */
function facts({
  run = {},
  pull = {},
  there = {},
  ...more
}: { run?: Partial<Run>; pull?: Partial<Pull>; there?: Partial<RemotePull> } & Partial<
  Omit<PullFacts, 'run' | 'pull' | 'there'>
> = {}): PullFacts {
  const verdict = { commit: FIRST, at: '', actor: 'human:ada' };
  const proposed = { commit: HEAD, result: FIRST, branch: 'backlog/1', at: '' };
  return {
    run: { id: 'r1', state: 'approved', result: { commit: FIRST }, verdict, proposed, ...run } as Run,
    pull: { number: 1, state: 'open', base: 'main', head: HEAD, result: FIRST, rounds: 0, ...pull } as Pull,
    there: { number: 1, url: 'U', state: 'open', base: 'main', head: HEAD, ...there } as RemotePull,
    ...{ required: [], checks: [], reviews: [], rules: { associations: ['MEMBER'], authors: [] }, most: 3 },
    ...more,
  };
}

const MERGED = { state: 'merged', merged: MERGE } as const;
const newer = { result: { commit: SECOND } as Run['result'], verdict: { commit: SECOND } as Run['verdict'] };

test.each<[string, Parameters<typeof facts>[0], object]>([
  ['the present result', {}, { does: 'land', commit: MERGE }],
  ['it in review', { run: { state: 'review', proposed: undefined } }, { does: 'land', commit: MERGE }],
  ['it with commits of others', { there: { head: NEXT } }, { does: 'land', commit: MERGE }],
  ['an earlier one, with a newer one in review', { run: { ...newer, state: 'review' } }, { why: 'superseded' }],
  ['an earlier one, with a newer one approved', { run: newer }, { why: 'superseded' }],
  [
    'an earlier one, with a newer one that is about to be pushed',
    { run: { ...newer, outgoing: { commit: NEXT } as never }, pull: { head: NEXT, earlier: HEAD } },
    { why: 'superseded' },
  ],
  [
    'a newer one whose push was not recorded',
    {
      run: { ...newer, outgoing: { commit: NEXT } as never },
      pull: { head: NEXT, earlier: HEAD },
      there: { head: NEXT },
    },
    { does: 'land' },
  ],
  ['an earlier one that was told', { run: newer, pull: { state: 'closed' } }, { does: 'nothing' }],
  ['one whose agent works', { run: { state: 'running' } }, { does: 'nothing' }],
  ['one without the commit', { there: { merged: '' } }, { does: 'nothing', text: expect.stringContaining('commit') }],
])('merged there: %s', (_, { there, ...given } = {}, step) => {
  expect(decidePull(facts({ ...given, there: { ...MERGED, ...there } }))).toMatchObject(step);
});
