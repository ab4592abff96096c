import { type Flow, HOLE } from './flow.ts';

export interface Sentence {
  readonly text: string;
  /** Offset of the sentence in its text. */
  readonly at: number;
}

const WORD = new RegExp(`[\\p{L}\\p{N}${HOLE}]`, 'u');

/** Matches a list of names in code. */
const NAMES = new RegExp(`${HOLE}+((,|,? and|,? or)\\s+${HOLE}+)+`, 'g');

/** Matches the abbreviations after which a full stop ends no sentence. */
const SHORT = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|no|approx)$/i;

const END = /[.!?][)"”’\]*_]*(?=\s|$)|\n\s*\n/g;

/** Splits a text into sentences. */
export function sentencesOf({ text, lines }: Flow): Sentence[] {
  const ends = lines ? new RegExp(`${END.source}|\\n`, 'g') : END;
  const sentences: Sentence[] = [];
  let at = 0;
  const take = (end: number) => {
    const piece = text.slice(at, end);
    const begin = at + piece.length - piece.trimStart().length;
    if (piece.trim() !== '') sentences.push({ text: piece.trim(), at: begin });
    at = end;
  };
  for (const { 0: mark, index } of text.matchAll(ends))
    if (!SHORT.test(text.slice(at, index))) take(index + mark.length);
  take(text.length);
  return sentences;
}

/** Counts the words of a sentence. Code, an inserted value, and a list of names in code each count as one word. */
export function wordsOf(sentence: string): number {
  return sentence
    .replace(NAMES, HOLE)
    .split(/\s+/)
    .filter((word) => WORD.test(word)).length;
}
