import { expect, test } from 'vitest';
import { criterionLine, readCriteria, splitCriterion } from '../../src/domain/task/criteria.ts';

/** Lines as people write them, with the text and the command. */
const LINES: [line: string, text: string, by?: string][] = [
  ['wrong password is refused --by npm test -- login', 'wrong password is refused', 'npm test -- login'],
  ['"wrong password is refused" --by "npm test -- login"', 'wrong password is refused', 'npm test -- login'],
  ['it works --by `npm test`', 'it works', 'npm test'],
  ['it works --by echo "a" "b"', 'it works', 'echo "a" "b"'],
  ['it works --by sh -c "x --by y"', 'it works', 'sh -c "x --by y"'],
  ['two\nlines --by unit', 'two\nlines', 'unit'],
  ['step--by step', 'step--by step'],
  ['it works --by', 'it works --by'],
  ['--by npm test', '--by npm test'],
];

test.each(LINES)('%s', (line, text, by) => {
  const split = splitCriterion<{ text: string; by?: string }>({ text: line });
  expect(split).toEqual(by === undefined ? { text } : { text, by });
  expect(splitCriterion({ text: criterionLine(split) })).toEqual(split);
});

const uuid = () => '12345678-0000-4000-8000-000000000000';
const met = { at: '', actor: 'system:supervisor', evidence: 'unit: passed', by: 'unit' };
const present = [{ id: 'c1', text: 'it works', by: 'unit', met }];

test("a criterion keeps its id and evidence; another command leaves the evidence of Backlog's own run behind", () => {
  expect(readCriteria(['it works --by unit'], { present, uuid })).toEqual(present);
  expect(readCriteria(['it works --by lint'], { present, uuid })).toEqual([{ id: 'c1', text: 'it works', by: 'lint' }]);
  expect(readCriteria(['it works'], { present, uuid })).toEqual([{ id: 'c1', text: 'it works' }]);
  const claimed = [{ id: 'c1', text: 'it works', met: { at: '', actor: 'ai:x', evidence: 'seen' } }];
  expect(readCriteria(['it works --by unit'], { present: claimed, uuid })).toEqual([{ ...claimed[0], by: 'unit' }]);
  expect(readCriteria([{ text: 'it works', by: '' }], { present, uuid })).toEqual([{ id: 'c1', text: 'it works' }]);
});
