import type { Dictionary, Postings } from './postings.ts';

/** A word of the index that fits a word of a question, and how much less it counts than that word itself. */
export interface Fitting {
  word: string;
  postings: Postings;
  factor: number;
}

const FACTOR = { begins: 0.6, near: 0.3, inside: 0.2 } as const;
/** Shorter words have too much in common with others to be misspelt, or to be found inside of them. */
const NEAR_MIN = 4;
const INSIDE_MIN = 4;
/** From this length on, two slips are forgiven. */
const TWO_SLIPS = 8;

/** The words that begin with this one, itself among them. */
export function beginningWith(word: string, dictionary: Dictionary): Fitting[] {
  return Array.from(dictionary.beginning(word), ([found, postings]) => ({
    word: found,
    postings,
    factor: found === word ? 1 : FACTOR.begins,
  }));
}

/** Those, and the words that have it inside or are a slip or two away from it. */
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

/** Two neighbours the wrong way round: the tree counts that as two slips. */
function* swaps(word: string): Iterable<string> {
  for (let i = 1; i < word.length; i++)
    yield word.slice(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.slice(i + 1);
}
