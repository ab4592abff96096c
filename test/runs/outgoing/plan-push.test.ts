import { expect, test } from 'vitest';
import { type PushFacts, planPush } from '../../../src/runs/outgoing/unpushed.ts';

/** A history as `child: parent parent`, newest first. The remote has `tip`. Commits of runs are written in capitals. */
function facts(history: string, wanted: string): PushFacts {
  const graph = history.split(', ').map((text) => {
    const [commit = '', parents = ''] = text.split(': ');
    return { commit, parents: parents.split(' ') };
  });
  const landed = graph.filter(({ commit }) => commit === commit.toUpperCase());
  return {
    tip: 'tip',
    graph,
    wanted: wanted.split(' '),
    landed: landed.map(({ commit }) => ({ commit, base: 'tip' })),
  };
}

test.each([
  ['one run', 'A: tip', 'A', { gone: [], push: { commit: 'A', brings: ['A'] } }],
  ['two runs', 'B: A, A: tip', 'A B', { gone: [], push: { commit: 'B', brings: ['B', 'A'] } }],
  ['a result that left the branch', 'A: tip', 'A X', { gone: ['X'], push: { commit: 'A', brings: ['A'] } }],
  ['only results that left', 'a: tip', 'X', { gone: ['X'] }],
  ["a person's commit on top stays here", 'mine: A, A: tip', 'A', { gone: [], push: { commit: 'A', brings: ['A'] } }],
  ["a person's commit below", 'A: mine, mine: tip', 'A', { gone: [], stays: { others: ['mine'] } }],
  [
    "a person's commit between two runs",
    'B: mine, mine: A, A: tip',
    'A B',
    { gone: [], push: { commit: 'A', brings: ['A'] }, stays: { others: ['mine'] } },
  ],
  ['a branch that left the remote', 'A: older', 'A', { gone: [], stays: 'diverged' }],
  [
    'a run beside the commit of the remote, merged by a person',
    'join: tip A, A: older',
    'A',
    { gone: [], stays: { others: ['join'] } },
  ],
  [
    'a result with commits of its own on its second parent',
    'A: tip work, work: tip',
    'A',
    { gone: [], push: { commit: 'A', brings: ['A'] } },
  ],
])('a push of %s', (_, history, wanted, plan) => {
  expect(planPush(facts(history, wanted))).toEqual(plan);
});
