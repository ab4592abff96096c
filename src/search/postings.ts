import SearchableMap from 'minisearch/SearchableMap';
import { wordsOfText } from '../domain/task/folded-words.ts';

/** Parts of a task or document that the index distinguishes. */
export const PARTS = ['description', 'criterion', 'note', 'document', 'origin'] as const;
type Part = (typeof PARTS)[number];

/** The smallest thing that the index adds or removes: the texts of a task's record, or one document. */
export interface TextUnit {
  id: string;
  /** The task or document that a search returns if this unit contains the words. */
  owner: string;
  texts: Partial<Record<Part, string>>;
}

/** The units that contain a word, in ascending order. `weights[i]` is the word's weight in `units[i]`. */
export interface Postings {
  units: number[];
  weights: number[];
}

/** All words of the index with their units. A word without units is removed. */
export interface Dictionary {
  /** Returns the units that contain exactly this word. */
  get(word: string): Postings | undefined;
  words(): Iterable<string>;
  beginning(begin: string): Iterable<readonly [word: string, Postings]>;
  /** Yields words at most `slips` edits (letters removed, added or replaced) away, with their number of edits. */
  near(word: string, slips: number): Iterable<readonly [word: string, Postings, slips: number]>;
  /**
   * Returns the weight of a word in a unit.
   * @returns 0 if the unit does not contain the word
   */
  weight(word: string, unit: number): number;
  add(unit: number, weights: ReadonlyMap<string, number>): void;
  remove(unit: number, words: Iterable<string>): void;
}

/** Creates a dictionary: a radix tree to find beginnings and typos, and plain arrays, which are fast to fill. */
export function createDictionary(): Dictionary {
  const exact = new Map<string, Postings>();
  const tree = new SearchableMap<Postings>();
  return {
    get: (word) => exact.get(word),
    words: () => exact.keys(),
    beginning: (begin) => tree.atPrefix(begin).entries(),
    *near(word, slips) {
      for (const [found, [postings, distance]] of tree.fuzzyGet(word, slips)) yield [found, postings, distance];
    },
    weight(word, unit) {
      const { units, weights } = exact.get(word) ?? NOWHERE;
      const at = positionOf(unit, units);
      return units[at] === unit ? weights[at]! : 0;
    },
    add(unit, weights) {
      for (const [word, weight] of weights) {
        const known = exact.get(word);
        if (known) {
          const at = known.units.at(-1)! < unit ? known.units.length : positionOf(unit, known.units);
          known.units.splice(at, 0, unit);
          known.weights.splice(at, 0, weight);
        } else {
          const postings = { units: [unit], weights: [weight] };
          exact.set(word, postings);
          tree.set(word, postings);
        }
      }
    },
    remove(unit, words) {
      for (const word of words) {
        const { units, weights } = exact.get(word)!;
        const at = positionOf(unit, units);
        units.splice(at, 1);
        weights.splice(at, 1);
        if (units.length > 0) continue;
        exact.delete(word);
        tree.delete(word);
      }
    },
  };
}

const NOWHERE: Postings = { units: [], weights: [] };

/**
 * Returns the position of a unit in an ascending list. If the list lacks the unit, returns the position to insert it
 * at, but at most the last position.
 */
function positionOf(unit: number, units: readonly number[]): number {
  let [low, high] = [0, units.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle]! < unit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BOOST: Readonly<Record<Part, number>> = { description: 4, criterion: 2, note: 1.5, document: 1, origin: 0.5 };
/** Usual number of words in each part of a task or document. In a longer text, each word weighs less. */
const USUAL: Readonly<Record<Part, number>> = { description: 8, criterion: 30, note: 60, document: 400, origin: 10 };
/** The usual constants of BM25. K limits how much a repeated word adds, B is the influence of the text's length. */
const [K, B] = [1.2, 0.7];

/** Computes the weight of each word of a unit: BM25, multiplied by the boost of the part that contains the word. */
export function weightsOf(texts: TextUnit['texts']): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of PARTS) {
    const text = texts[part];
    if (!text) continue;
    const words = wordsOfText(text);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const length = K * (1 - B + (B * words.length) / USUAL[part]);
    for (const [word, count] of counts) {
      const weight = (BOOST[part] * count * (K + 1)) / (count + length);
      weights.set(word, (weights.get(word) ?? 0) + weight);
    }
  }
  return weights;
}
