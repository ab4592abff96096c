import { createToken, type IToken, Lexer } from 'chevrotain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterParser, tokenize } from '../../src/filter/grammar/parser.ts';
import { Leaf, TOKENS } from '../../src/filter/grammar/tokens.ts';
import { anyCharacter } from '../support/any-character.ts';
import { runs } from '../support/seed.ts';

/** What chevrotain would do by itself, for comparison. */
const Blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const lexer = new Lexer([Leaf, Blank, ...TOKENS], { positionTracking: 'onlyOffset', safeMode: true });
const theirs = new FilterParser({ maxLookahead: 1, skipValidations: false });
const ours = new FilterParser();

const pieces = [
  ...[
    'project:',
    'web',
    'due',
    'due.before:',
    '.x:',
    '.',
    '<',
    '>=',
    '!=',
    '=',
    '!',
    '~',
    '_hastag_',
    'tags',
    'now',
    '+ 1d',
    '-2h',
  ],
  ...[
    '+bug',
    '-x',
    '+',
    '(',
    ')',
    'and',
    'or',
    'XOR',
    'not',
    '/re/',
    '/a b/',
    '/',
    '"a b"',
    '"',
    "'",
    '\\',
    '@mine',
    '@',
    '7',
    '1-5,8',
  ],
  ...[
    'abcdef01',
    'sort:due',
    'limit:3',
    'http://a.b',
    'naïve',
    '→',
    '😀',
    '\u00a0',
    '\n',
    '\t',
    ' ',
    ' ',
    ' ',
    ' ',
    ',',
  ],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(' ')),
  fc.string({ unit: anyCharacter, maxLength: 30 }),
);
const many = { numRuns: runs(1_000) };

describe('what is simpler here than in chevrotain does the same', () => {
  test('tokenize gives the tokens of its Lexer', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { tokens, errors } = lexer.tokenize(source);
        expect(errors).toEqual([]);
        expect(tokenize(source).map(told)).toEqual(tokens.map(told));
      }),
      many,
    );
  });

  test('one token of lookahead gives the trees and the errors of its strategy, which finds the grammar LL(1)', () => {
    fc.assert(
      fc.property(text, (source) => {
        const tokens = tokenize(source);
        expect(read(ours, tokens)).toEqual(read(theirs, tokens));
      }),
      many,
    );
  });
});

function told({ image, startOffset, tokenType, tokenTypeIdx, payload }: IToken) {
  return { image, startOffset, type: tokenType.name, tokenTypeIdx, payload };
}

function read(parser: FilterParser, tokens: IToken[]) {
  parser.input = tokens;
  const tree = parser.exclusion();
  return { tree, errors: parser.errors.map(({ name, message, token }) => ({ name, message, at: token.startOffset })) };
}
