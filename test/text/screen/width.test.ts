import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { cells, cut, padded, wrapped } from '../../../src/text/screen/layout/width.ts';
import { runs } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';

const FAMILY = '👨‍👩‍👧';

describe('cells', () => {
  test.each([
    ['', 0],
    ['plain', 5],
    ['日本', 4],
    [FAMILY, 2],
    ['e\u0301', 1],
    ['שלום', 4],
    ['ﾊﾝｶｸ', 4],
  ])('of %j are %i', (text, count) => expect(cells(text)).toBe(count));
});

describe('what is counted without a library', () => {
  const SIMPLE = Array.from({ length: 0x2600 }, (_, code) => String.fromCodePoint(code));

  test('is the same with it: every character below the symbols', () => {
    expect(everyNth(8, SIMPLE).filter((one) => cells(one) !== stringWidth(one))).toEqual([]);
  });

  test('and every two of them', () => {
    const two = fc.array(fc.constantFrom(...SIMPLE), { minLength: 2, maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(two, (text) => cells(text) === stringWidth(text)),
      { numRuns: runs(300, 2_000) },
    );
  });
});

describe('cut', () => {
  test.each([
    ['fits', 4, 'fits'],
    ['a long one', 7, 'a long…'],
    ['a long one', 3, 'a…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    [`a${FAMILY}b`, 3, 'a…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%j to %i is %j', (text, most, expected) => expect(cut(text, most)).toBe(expected));
});

test('padded counts cells, not characters', () => {
  expect(padded('日', 4)).toBe('日  ');
  expect(padded('7', 3, 'right')).toBe('  7');
  expect(padded('too long', 3)).toBe('too long');
});

describe('wrapped', () => {
  test.each<[string, number, number | undefined, string[]]>([
    ['', 5, undefined, ['']],
    ['one two three', 8, undefined, ['one two', 'three']],
    ['one two three', 7, undefined, ['one two', 'three']],
    ['unbreakable', 4, undefined, ['unbr', 'eaka', 'ble']],
    ['one two three four', 8, 2, ['one two', 'three f…']],
    ['日本語の文', 4, undefined, ['日本', '語の', '文']],
    ['日本', 1, undefined, ['日', '本']],
    // One character of three cells: a note's head, stem and flag.
    ['\u{1D158}\u{1D165}\u{1D16E}a', 2, undefined, ['\u{1D158}\u{1D165}\u{1D16E}', 'a']],
  ])('%j in %i cells', (text, width, lines, expected) => expect(wrapped(text, width, lines)).toEqual(expected));

  const texts = fc.string({ unit: 'grapheme', maxLength: 60 });

  const isOneCharacter = (text: string) => [...new Intl.Segmenter().segment(text)].length === 1;

  test('never leaves its width unless one character is wider, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.every((line) => cells(line) <= width || isOneCharacter(line))).toBe(true);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
      { numRuns: runs(100, 300) },
    );
  });

  test('keeps to a number of lines, and says so when something is missing', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 3 }), (text, width, most) => {
        const lines = wrapped(text, width, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        if (lines.join('').replace(/\s/g, '') !== text.replace(/\s/g, '')) expect(lines.at(-1)).toMatch(/…$/);
      }),
      { numRuns: runs(100, 300) },
    );
  });
});
