import { expect, test } from 'vitest';
import { shownPieces } from '../../src/text/safe.ts';

const read = (text: string, options = {}) =>
  shownPieces(text, options)
    .map((piece) => (piece.hidden ? `[${piece.text}]` : piece.text))
    .join('');

test.each([
  ['text that is turned around', 'if (a\u202E \u2066// b\u2069', 'if (a[U+202E] [U+2066]// b[U+2069]'],
  ['marks of a direction', 'a\u200Eb\u200Fc\u061Cd', 'a[U+200E]b[U+200F]c[U+061C]d'],
  ['characters without a width', 'ad\u200Bmin\u2060 x\uFEFFy', 'ad[U+200B]min[U+2060] x[U+FEFF]y'],
  ['a joiner between Latin letters', 'ad\u200Dmin\u200C', 'ad[U+200D]min[U+200C]'],
  ['fillers that are letters to a program', 'let \u3164 = \uFFA0', 'let [U+3164] = [U+FFA0]'],
  ['tags and variations, in which a message is hidden', 'a\u{E0061}\u{E0101}\uFE0F', 'a[U+E0061 and 2 more]'],
  ['marks beyond those that a language has', `e${'\u0301'.repeat(12)}x`, `e${'\u0301'.repeat(8)}[U+0301 and 3 more]x`],
  ['controls', 'a\u001b[31m\u0000\rb\u009b', 'a[U+001B][31m[U+0000 and 1 more]b[U+009B]'],
  ['separators of lines', 'a\u2028b\nc', 'a[U+2028]b[U+000A]c'],
])('%s: is shown by name', (_, text, shown) => {
  expect(read(text)).toBe(shown);
});

test.each(['plain\ttext', 'naïve – “quoted” 日本語', 'עברית', '👩‍👩‍👧 👍🏽 ❤️ 1️⃣', 'می\u200Cخواهم क्\u200Dष', ''])(
  '%j stays as it is',
  (text) => {
    expect(shownPieces(text).map((piece) => piece.text)).toEqual([text]);
  },
);

test('line feeds are text where there are lines', () => {
  expect(read('a\nb\u0000\n', { lines: true })).toBe('a\nb[U+0000]\n');
});

test('those beside each other are told together', () => {
  expect(read(`a${'\u202E'.repeat(50_000)}b`)).toBe('a[U+202E and 49,999 more]b');
});
