import { wordsOf } from '../domain/task/folded-words.ts';

/** Words that do not tell two tasks apart. */
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

/** What two descriptions are compared by: the words that count, each once, without the s of a plural; every word where none counts. */
export function keyWords(line: string): string[] {
  const words = wordsOf(line);
  const counting = words.filter((word) => !SMALL.has(word));
  return [...new Set((counting.length > 0 ? counting : words).map(singular))];
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
