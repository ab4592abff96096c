import { allExtraTexts } from './extra-values.ts';
import { sourceTexts } from './source-texts.ts';
import type { Task } from './task.ts';

/**
 * Returns the words of a text for searching: sequences of letters and digits, in lower case, without accents and
 * umlauts. Parts of a name in code (`loginTimeout`) are words, too. In scripts that don't separate words by blanks,
 * each character is a word.
 */
export function wordsOfText(text: string): string[] {
  const words: string[] = [];
  for (const written of text.match(WRITTEN) ?? []) {
    const folded = foldedWord(written);
    if (typeof folded === 'string') words.push(folded);
    else words.push(...folded);
  }
  return words;
}

/** Yields the range of each word in a text, in UTF-16 units, with its forms for searching. */
export function* writtenWords(text: string): Iterable<{ from: number; to: number; words: readonly string[] }> {
  for (const { 0: written, index } of text.matchAll(WRITTEN)) {
    const folded = foldedWord(written);
    yield { from: index, to: index + written.length, words: typeof folded === 'string' ? [folded] : folded };
  }
}

/** Checks whether the texts contain every word, or words that begin with it. Filters use this for `text:`. */
export function hasWords(texts: Iterable<string>, sought: readonly string[]): boolean {
  const words = new Set<string>();
  for (const text of texts) for (const word of wordsOfText(text)) words.add(word);
  return sought.every((begun) => words.has(begun) || [...words].some((word) => word.startsWith(begun)));
}

/** Declares the fields that a function reads, so that an index can skip the changes of other fields. */
function reads<Field extends keyof Task>(
  fields: readonly Field[],
  read: (task: Pick<Task, Field>) => readonly string[],
) {
  return Object.assign(read, { fields });
}

/** The texts of a task's record that a search includes. Documents are stored elsewhere. */
export const TASK_TEXTS = {
  description: reads(['description'], ({ description }) => [description]),
  criterion: reads(['acceptance'], ({ acceptance = [] }) =>
    acceptance.flatMap(({ text, met }) => (met ? [text, met.evidence] : [text])),
  ),
  note: reads(['annotations', 'handoff', 'obstacle'], ({ annotations = [], handoff, obstacle }) => [
    ...annotations.map(({ text }) => text),
    ...(handoff ? [handoff.note] : []),
    ...(obstacle ? [obstacle.note] : []),
  ]),
  origin: reads(['source', 'extra'], ({ source, extra }) => [
    ...(source ? sourceTexts(source) : []),
    ...allExtraTexts({ extra }),
  ]),
} as const;

export function textsOf(task: Task): string[] {
  return Object.values(TASK_TEXTS).flatMap((read) => read(task));
}

const WRITTEN = /[\p{L}\p{N}\p{M}]+/gu;
/** Maximum length of a word. Longer ones are usually keys and checksums. */
const WORD_MAX = 64;

/** Matches a word that folding does not change. Most words are of this kind, and the cache would cost more. */
const FOLDED = /^[a-z0-9]+$/;

/** Maximum number of cached words. */
const REMEMBERED = 50_000;
const remembered = new Map<string, string | readonly string[]>();

function foldedWord(written: string): string | readonly string[] {
  if (written.length <= WORD_MAX && FOLDED.test(written)) return written;
  const known = remembered.get(written);
  if (known !== undefined) return known;
  const folded = fold(written);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(written, folded);
  return folded;
}

function fold(written: string): string | readonly string[] {
  const whole = plain(written);
  if (UNSPACED.test(written)) return whole.match(UNSPACED_PARTS) ?? [];
  const parts = written.match(CODE_PARTS) ?? [];
  return parts.length > 1 ? [...new Set([whole, ...parts.map(plain)])] : whole;
}

function plain(written: string): string {
  const lower = written.slice(0, WORD_MAX).toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(LETTERS, (letter) => SPELLED[letter as keyof typeof SPELLED])
    .normalize('NFC');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\x00-\x7f]*$/;
/** Matches the combining accents and umlauts of alphabets. In other scripts, such marks are part of the letter. */
const MARKS = /[\u0300-\u036f]/g;
/** Replacements for letters that Unicode normalisation does not decompose. */
const SPELLED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' } as const;
const LETTERS = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'g');
const NO_BLANKS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const UNSPACED = new RegExp(`[${NO_BLANKS}]`, 'u');
const UNSPACED_PARTS = new RegExp(`[${NO_BLANKS}]|[^${NO_BLANKS}]+`, 'gu');
/** Splits `loginTimeout` and `HTTPServer2` at changes between small and capital letters. */
const CODE_PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}]+|\p{Lu}/gu;
