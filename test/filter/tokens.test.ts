import { expect, test } from 'vitest';
import { tokenize } from '../../src/filter/grammar/parser.ts';

test.each([
  ['due.before:tomorrow', 'PairHead due.before: | PairValue tomorrow'],
  ['due=b', 'PairHead due= | PairValue b'],
  ['.before:x', 'PairHead .before: | PairValue x'],
  ['project:a(b)c', 'PairHead project: | PairValue a(b)c'],
  ['project:)', 'PairHead project: | Close )'],
  ['say:http://x', 'PairHead say: | PairValue http://x'],
  ['due =', 'InfixHead due | Operator ='],
  ['due = )', 'InfixHead due | Operator = | Close )'],
  ['due = now + 3d ui', 'InfixHead due | Operator = | InfixValue now + 3d | Word ui'],
  ['due < "now" + 3d', 'InfixHead due | Operator < | InfixValue "now" | Stray + | Word 3d'],
  ['tags _hastag_ x', 'InfixHead tags | Operator _hastag_ | InfixValue x'],
  ['.x = y', 'Word .x | Stray = | Word y'],
  ['+a-b', 'Tag +a-b'],
  ['a+b', 'Word a+b'],
  ['+a,b', 'Stray +a,b'],
  ['"a"b', 'Phrase "a" | Word b'],
  ['x"y', 'Word x"y'],
  ['/a b/)', 'Pattern /a b/ | Close )'],
  ['/a/b/', 'Stray /a/b/'],
  ['/a b/i', 'Pattern /a b/i'],
  ['/a/g', 'Word /a/g'],
  [':web', 'Stray :web'],
  ['web: x', 'PairHead web: | Word x'],
  ['/a', 'Stray /a'],
  ['/usr/bin', 'Word /usr/bin'],
  ['a/b', 'Word a/b'],
  ['x/y/', 'Word x/y/'],
  ['http://a=b', 'Word http://a=b'],
  ['1-5,8', 'Ids 1-5,8'],
  ['1,x', 'Word 1,x'],
  ['(foo(bar))', 'Open ( | Word foo(bar) | Close )'],
  ['foo(bar', 'Word foo | Open ( | Word bar'],
  ['!x', 'Not ! | Word x'],
  ['!=', 'Stray !='],
  ['NOT nothing', 'Not NOT | Word nothing'],
  ['and)', 'And and | Close )'],
  ['sort:due)', 'Clause sort:due | Close )'],
  ['@a.b)', 'ViewName @a.b | Close )'],
])('%s is split into %s', (filter, tokens) => {
  expect(
    tokenize(filter)
      .map(({ tokenType, image }) => `${tokenType.name} ${image}`)
      .join(' | '),
  ).toBe(tokens);
});
