import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetOf } from '../../src/search/full-text.ts';

const filler = 'lorem ipsum dolor sit amet '.repeat(20);

test('a short text is shown whole, on one line', () => {
  expect(snippetOf('The login\n  times out.', new Set(['login']))).toBe('The login times out.');
});

test('a long one is cut at blanks around the word, and says so', () => {
  const snippet = snippetOf(`${filler}the login times out ${filler}`, new Set(['login']))!;
  expect(snippet).toMatch(/^…\w.* login times out .*\w…$/);
  expect(snippet.length).toBeLessThanOrEqual(130);
});

test('it is the place where most different words stand', () => {
  const text = `login login ${filler} the login times out ${filler}`;
  expect(snippetOf(text, new Set(['login', 'times']))).toContain('login times out');
});

test('words are compared as searching does', () => {
  expect(snippetOf('Große Zeitüberschreitung', new Set(['zeituberschreitung']))).toBe('Große Zeitüberschreitung');
});

test('a text without the words has none', () => {
  expect(snippetOf(filler, new Set(['login']))).toBeUndefined();
});

test('any text gives a piece that is bounded, has the word, and cuts no character in two', () => {
  const around = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(around, around, (before, after) => {
      const snippet = snippetOf(`${before} needle ${after}`, new Set(['needle']))!;
      expect(snippet).toContain('needle');
      expect(snippet.length).toBeLessThanOrEqual(170);
      expect(snippet).toBe(Buffer.from(snippet).toString());
    }),
  );
});
