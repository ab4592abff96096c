import { expect, test } from 'vitest';
import {
  combineVerdicts,
  judgeOutcome,
  unjudgedOf,
  verdictsIn,
  WHOLE_TASK,
} from '../../../src/domain/runs/answers/verdicts.ts';

const CRITERIA = [
  { id: 'a', text: 'It refuses' },
  { id: 'b', text: 'It logs' },
];
const [FIRST] = CRITERIA;

test.each([
  ['Criterion 1: accepted src/a.ts:12 it refuses', { verdict: 'accepted', at: 'src/a.ts:12', text: 'it refuses' }],
  ['**Criterion 1:** rejected. (src/a.ts:12-14) no test', { verdict: 'rejected', at: 'src/a.ts:12', text: 'no test' }],
  ['- criterion #1: Cannot tell: the diff ends', { verdict: 'unclear', text: 'the diff ends' }],
  ['Criterion 1: "rejected" - see http://host:80/x', { verdict: 'rejected', text: 'see http://host:80/x' }],
  ['Criterion 1: unclear', { verdict: 'unclear', text: '' }],
])('%s', (line, expected) => {
  expect(verdictsIn(`Well.\n${line}\nWhy: neutral`, CRITERIA)).toEqual(
    new Map([[1, { criterion: 'a', of: 'It refuses', ...expected }]]),
  );
});

test.each([
  'Criterion 3: accepted',
  'Criterion 0: accepted',
  'I would say that criterion 1: accepted',
  'Criterion 1: acceptedly',
  'Criterion 1 is accepted',
  '> Criterion 1: accepted',
])('%s is no verdict', (line) => {
  expect(verdictsIn(line, CRITERIA).size).toBe(0);
});

test('the last line about a criterion counts', () => {
  const said = verdictsIn('Criterion 1: accepted\nOn second thought:\nCriterion 1: rejected x', CRITERIA);
  expect(said.get(1)).toMatchObject({ verdict: 'rejected', text: 'x' });
});

test.each([
  [[['accepted'], ['unclear']], 'accepted'],
  [[['unclear'], ['accepted']], 'accepted'],
  [[['accepted'], ['rejected'], ['accepted']], 'rejected'],
  [[['unclear']], 'unclear'],
  [[[]], 'unclear'],
] as const)('%j of the parts is %s of the whole', (parts, expected) => {
  const said = parts.map((words) => verdictsIn(words.map((word) => `Criterion 1: ${word}`).join('\n'), [FIRST!]));
  expect(combineVerdicts(said, [FIRST!])).toMatchObject([{ criterion: 'a', verdict: expected }]);
});

test('one rejected criterion fails the check, and so does an answer without a verdict', () => {
  const outcome = (answer: string) => {
    const said = verdictsIn(answer, CRITERIA);
    return judgeOutcome(combineVerdicts([said], CRITERIA), said.size > 0);
  };
  expect(outcome('Criterion 1: accepted')).toEqual({ ok: true, why: 'criteria: 1 accepted, 1 unclear' });
  expect(outcome('Criterion 1: accepted\nCriterion 2: rejected a.ts:3 no limit')).toEqual({
    ok: false,
    why: 'criteria: 1 accepted, 1 rejected (a.ts:3 no limit)',
  });
  expect(outcome('All is well.')).toMatchObject({ ok: false, why: expect.stringContaining('no line') });
});

test('results that are judged together can have criteria with equal ids and texts: none hides the rejection of another', () => {
  const same = [FIRST!, { id: 'a', text: 'It waits' }, FIRST!];
  const said = verdictsIn('Criterion 1: rejected no\nCriterion 2: rejected slow\nCriterion 3: accepted', same);
  const verdicts = combineVerdicts([said], same);
  expect(verdicts.map(({ of, verdict }) => [of, verdict])).toEqual([
    ['It refuses', 'rejected'],
    ['It waits', 'rejected'],
    ['It refuses', 'accepted'],
  ]);
  expect(judgeOutcome(verdicts, true).ok).toBe(false);
});

test.each([
  ['nothing changed', CRITERIA, []],
  ['the order changed', [...CRITERIA].reverse(), []],
  ['one was removed', [FIRST!], []],
  ['the text of an id changed', [{ id: 'a', text: 'It never refuses' }, CRITERIA[1]!], ['It never refuses']],
  ['one was added', [...CRITERIA, { id: 'c', text: 'It is fast' }], ['It is fast']],
  ['the ids changed', CRITERIA.map((one) => ({ ...one, id: `new-${one.id}` })), []],
])('when %s since, a judge was not asked about %j', (_, now, unjudged) => {
  const verdicts = combineVerdicts([verdictsIn('Criterion 1: accepted\nCriterion 2: accepted', CRITERIA)], CRITERIA);
  expect(unjudgedOf(verdicts, now).map(({ text }) => text)).toEqual(unjudged);
});

test('a judge was not asked about a long criterion of which only the end changed since', () => {
  const long = [{ id: 'a', text: `It refuses ${'x'.repeat(400)} once` }];
  const verdicts = combineVerdicts([verdictsIn('Criterion 1: accepted', long)], long);
  const changed = [{ id: 'a', text: long[0]!.text.replace('once', 'never') }];
  expect([unjudgedOf(verdicts, long), unjudgedOf(verdicts, changed)]).toEqual([[], changed]);
});

test('a judge that was asked about a whole task was asked about none of its later criteria', () => {
  const [verdict] = combineVerdicts([verdictsIn('Criterion 1: accepted', [WHOLE_TASK])], [WHOLE_TASK]);
  expect(verdict).toEqual({ criterion: 'task', verdict: 'accepted', text: '' });
  expect([unjudgedOf([verdict!], []), unjudgedOf([verdict!], CRITERIA)]).toEqual([[], CRITERIA]);
});
