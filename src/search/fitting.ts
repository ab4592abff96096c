import type { Dictionary, Postings } from './postings.ts';

/** A word of the index that matches a search word. `factor` scales its weight: 1 if exact, less otherwise. */
export interface Fitting {
  word: string;
  postings: Postings;
  factor: number;
}

const FACTOR = { begins: 0.6, near: 0.3, inside: 0.2 } as const;
/**
 * Minimum length of a search word that also matches with typos or inside longer words. Shorter words would match too
 * many words.
 */
const NEAR_MIN = 4;
const INSIDE_MIN = 4;
/** Minimum length of a search word for which two typos are tolerated instead of one. */
const TWO_SLIPS = 8;

/** Returns the words of the index that begin with a search word, including the word itself. */
export function beginningWith(word: string, dictionary: Dictionary): Fitting[] {
  return Array.from(dictionary.beginning(word), ([found, postings]) => ({
    word: found,
    postings,
    factor: found === word ? 1 : FACTOR.begins,
  }));
}

/** Returns the words of the index that begin with a search word, contain it, or differ from it by one or two typos. */
export function alike(word: string, dictionary: Dictionary): Fitting[] {
  const found = new Map(beginningWith(word, dictionary).map((fitting) => [fitting.word, fitting]));
  const take = (fitting: Fitting) => {
    if (!found.has(fitting.word)) found.set(fitting.word, fitting);
  };
  if (word.length >= NEAR_MIN) {
    for (const swapped of swaps(word)) {
      const postings = dictionary.get(swapped);
      if (postings) take({ word: swapped, postings, factor: FACTOR.near });
    }
    for (const [near, postings, slips] of dictionary.near(word, word.length < TWO_SLIPS ? 1 : 2))
      take({ word: near, postings, factor: FACTOR.near / Math.max(1, slips) });
  }
  if (word.length >= INSIDE_MIN) {
    for (const longer of dictionary.words())
      if (longer.length > word.length && longer.includes(word))
        take({ word: longer, postings: dictionary.get(longer)!, factor: FACTOR.inside });
  }
  return [...found.values()];
}

/** Yields the word with each pair of neighbouring letters swapped. The radix tree counts such a swap as two edits. */
function* swaps(word: string): Iterable<string> {
  for (let i = 1; i < word.length; i++)
    yield word.slice(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.slice(i + 1);
}
