import { expect, test } from 'vitest';
import { combineVerdicts, judgeOutcome, verdictsIn } from '../../../src/domain/runs/answers/verdicts.ts';

const CRITERIA = ['a', 'b'];

test.each([
  ['Criterion 1: accepted src/a.ts:12 it refuses', { verdict: 'accepted', at: 'src/a.ts:12', text: 'it refuses' }],
  ['**Criterion 1:** rejected. (src/a.ts:12-14) no test', { verdict: 'rejected', at: 'src/a.ts:12', text: 'no test' }],
  ['- criterion #1: Cannot tell: the diff ends', { verdict: 'unclear', text: 'the diff ends' }],
  ['Criterion 1: "rejected" - see http://host:80/x', { verdict: 'rejected', text: 'see http://host:80/x' }],
  ['Criterion 1: unclear', { verdict: 'unclear', text: '' }],
])('%s', (line, expected) => {
  expect(verdictsIn(`Well.\n${line}\nWhy: neutral`, CRITERIA)).toEqual([{ criterion: 'a', ...expected }]);
});

test.each([
  'Criterion 3: accepted',
  'Criterion 0: accepted',
  'I would say that criterion 1: accepted',
  'Criterion 1: acceptedly',
  'Criterion 1 is accepted',
  '> Criterion 1: accepted',
])('%s is no verdict', (line) => {
  expect(verdictsIn(line, CRITERIA)).toEqual([]);
});

test('the last line about a criterion counts', () => {
  const [verdict] = verdictsIn('Criterion 1: accepted\nOn second thought:\nCriterion 1: rejected x', CRITERIA);
  expect(verdict).toMatchObject({ verdict: 'rejected', text: 'x' });
});

test.each([
  [[['accepted'], ['unclear']], 'accepted'],
  [[['unclear'], ['accepted']], 'accepted'],
  [[['accepted'], ['rejected'], ['accepted']], 'rejected'],
  [[['unclear']], 'unclear'],
  [[[]], 'unclear'],
] as const)('%j of the parts is %s of the whole', (parts, expected) => {
  const said = parts.map((words) => words.flatMap((word) => verdictsIn(`Criterion 1: ${word}`, ['a'])));
  expect(combineVerdicts(said, ['a'])).toMatchObject([{ criterion: 'a', verdict: expected }]);
});

test('one rejected criterion fails the check, and so does an answer without a verdict', () => {
  const outcome = (answer: string) => {
    const said = verdictsIn(answer, CRITERIA);
    return judgeOutcome(combineVerdicts([said], CRITERIA), said.length > 0);
  };
  expect(outcome('Criterion 1: accepted')).toEqual({ ok: true, why: 'criteria: 1 accepted, 1 unclear' });
  expect(outcome('Criterion 1: accepted\nCriterion 2: rejected a.ts:3 no limit')).toEqual({
    ok: false,
    why: 'criteria: 1 accepted, 1 rejected (a.ts:3 no limit)',
  });
  expect(outcome('All is well.')).toMatchObject({ ok: false, why: expect.stringContaining('no line') });
});
