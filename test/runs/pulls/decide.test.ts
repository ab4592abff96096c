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

const asks = { id: 'review-1', asks: true, author: 'octocat', association: 'MEMBER', body: 'Once more' };

test.each<[string, Parameters<typeof facts>[0], object]>([
  ['a trusted review', { reviews: [asks] }, { does: 'round', taken: ['review-1'], red: false }],
  ['one that the queue has', { reviews: [asks], pull: { taken: ['review-1'] } }, { does: 'nothing' }],
  ['one after the last round', { reviews: [asks], pull: { rounds: 3 } }, { does: 'ask', why: 'rounds' }],
  [
    'one after somebody pushed',
    { reviews: [asks], there: { head: NEXT } },
    { does: 'nothing', text: expect.stringContaining('somebody pushed') },
  ],
])('open there: %s', (_, given, step) => {
  expect(decidePull(facts(given))).toMatchObject(step);
});

test.each<[Partial<Pull>, object]>([
  [{}, { does: 'close' }],
  [{ state: 'closed' }, { does: 'nothing' }],
])('closed there, with the record %j', (pull, step) => {
  expect(decidePull(facts({ pull, there: { state: 'closed' } }))).toMatchObject(step);
});
