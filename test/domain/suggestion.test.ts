import { expect, test } from 'vitest';
import { readSuggestions, suggestionText } from '../../src/domain/runs/suggestion.ts';

test.each<[text: string, found: string[][]]>([
  ['No block', []],
  ['Better:\n```suggestion\nconst a = 1;\n```\nthanks', [['const a = 1;']]],
  ['```suggestion\r\na\r\nb\r\n```', [['a', 'b']]],
  ['```suggestion\n```', [[]]],
  ['````suggestion\n```js\n1\n```\n````', [['```js', '1', '```']]],
  ['~~~suggestion\n```\n~~~', [['```']]],
  ['```js\n```suggestion\n```', []],
  ['```suggestion\nnever closed', []],
  ['```suggestions\na\n```', []],
  ['```suggestion\na\n```\n```suggestion\nb\n```', [['a'], ['b']]],
  ['    ```suggestion\na\n```', []],
])('the suggestions in %j', (text, found) => {
  expect(readSuggestions(text).suggestions).toEqual(found);
});

test.each([[['a', 'b']], [[]], [['```', 'x', '````']], [['~~~']]])(
  'lines %j are read as they were written',
  (lines) => {
    expect(readSuggestions(`See:\n${suggestionText(lines)}\nOr not.`)).toEqual({
      rest: 'See:\nOr not.',
      suggestions: [lines],
    });
  },
);

test('blocks of other languages and a block without an end stay in the text', () => {
  const text = '```js\n1\n```\n```suggestion\nb';
  expect(readSuggestions(text)).toEqual({ rest: text, suggestions: [] });
});
