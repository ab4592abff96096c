import { describe, expect, test } from 'vitest';
import { hasWords, wordsOfText, writtenWords } from '../../src/domain/task/folded-words.ts';

describe('words', () => {
  test.each([
    ['small and capital letters', 'Login TIMEOUT', ['login', 'timeout']],
    ['umlauts and sharp s', 'Größe der Zeitüberschreitung', ['grosse', 'der', 'zeituberschreitung']],
    ['umlauts as two characters', 'u\u0308ber', ['uber']],
    ['accents, ligatures and apostrophes', 'L’œuvre déjà reçue', ['l', 'oeuvre', 'deja', 'recue']],
    ['letters that no normalisation takes apart', 'Łódź smørrebrød', ['lodz', 'smorrebrod']],
    ['the Turkish i, dotted and not', 'İstanbul ısı', ['istanbul', 'isi']],
    ['Greek and Cyrillic', 'Σφάλμα Ёлка', ['σφαλμα', 'елка']],
    [
      'parts of names in code',
      'loginTimeout HTTPServer',
      ['logintimeout', 'login', 'timeout', 'httpserver', 'http', 'server'],
    ],
    ['paths and names with lines', 'src/login_page-2.ts', ['src', 'login', 'page', '2', 'ts']],
    ['characters of a script without blanks', '登录超时 v2', ['登', '录', '超', '时', 'v2']],
    ['full-width letters', 'ＡＢＣ', ['abc']],
    ['nothing', '… — 🎉 !', []],
  ])('%s', (_, text, words) => {
    expect(wordsOfText(text)).toEqual(words);
  });

  test('are cut to 64 characters, wherever they stand', () => {
    expect(wordsOfText('x'.repeat(200))).toEqual(['x'.repeat(64)]);
  });

  test('say where they stand', () => {
    const text = 'Die Größe: 😀 fooBar';
    const found = [...writtenWords(text)].map(({ from, to, words }) => [text.slice(from, to), ...words]);
    expect(found).toEqual([
      ['Die', 'die'],
      ['Größe', 'grosse'],
      ['fooBar', 'foobar', 'foo', 'bar'],
    ]);
  });
});

test('a text has words when each begins one of its own', () => {
  expect(hasWords(['The login times', 'out slowly'], ['log', 'out'])).toBe(true);
  expect(hasWords(['The login times out'], ['ogin'])).toBe(false);
  expect(hasWords(['The login'], ['login', 'times'])).toBe(false);
});
