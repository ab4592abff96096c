import { expect, test } from 'vitest';
import { jsonProblem } from '../../src/base/json/json-text.ts';

test.each([
  ['{bad', /property name.* at line 1, column 2, near "\{bad"/],
  ['[{"description": "x"},\n {"description": }]', /line 2, column 18/],
  ['[1, 2', /line 1, column 6/],
  ['[1,, 2]', /line 1, column 4/],
  ['{"a": "open', /Unterminated string.*column 12/],
  ['{"a": tru}', /line 1, column 10/],
  ["{'a': 1}", /line 1, column 2/],
  ['[1] 2', /line 1, column 5/],
  ['', /line 1, column 1/],
])('%j: %s', (text, told) => expect(jsonProblem(text)).toMatch(told));

test('sound JSON has no problem', () => expect(jsonProblem('[{"a": [1, null, "x"]}]')).toBeUndefined());
