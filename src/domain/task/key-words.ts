import { wordsOfText } from './folded-words.ts';

/** Words too common to distinguish tasks. */
const SMALL = new Set([
  'a',
  'an',
  'the',
  'to',
  'of',
  'in',
  'on',
  'at',
  'for',
  'and',
  'or',
  'with',
  'by',
  'from',
  'is',
  'it',
]);

/**
 * Returns the distinct words of a description, without the plural s and without {@link SMALL} words. If the
 * description has only {@link SMALL} words, returns these.
 */
export function keyWords(description: string): string[] {
  const words = wordsOfText(description);
  const counting = words.filter((word) => !SMALL.has(word));
  return [...new Set((counting.length > 0 ? counting : words).map(singular))];
}

/** Returns the numbers, versions and dates of a description (`404`, `v2`, `2026-08`). Duplicates have the same ones. */
export function numbersIn(description: string): string {
  if (!NUMBER.test(description)) return '';
  const numbers = wordsOfText(description).filter((word) => NUMBER.test(word));
  return numbers.length === 1 ? singular(numbers[0]!) : [...new Set(numbers.map(singular))].sort().join(' ');
}

const NUMBER = /\p{N}/u;

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
