import { greatest } from '../base/iterables.ts';
import { wordsOfText } from '../domain/task/folded-words.ts';
import { createBest, type Scored } from './best.ts';
import { alike, beginningWith, type Fitting } from './fitting.ts';
import { createDictionary, type TextUnit, weightsOf } from './postings.ts';

export interface TextMatches {
  /**
   * True if each owner in the result contains every word of the search text. False if no owner contains every word; the
   * result then has owners that contain some of them.
   */
  all: boolean;
  /** Number of owners found. */
  total: number;
  /** The best owners, best first. */
  best: readonly Scored[];
  /** The words of the index that match the search text. */
  fitting: ReadonlySet<string>;
}

export interface SearchOptions {
  /** Maximum number of owners in `best`. Default: all. */
  most?: number;
  /** Returns true for owners that belong to the result. It is called once for each matching owner. */
  accept?(owner: string): boolean;
  /** Returns a number that orders owners with equal scores. The greater number comes first. */
  tie?(owner: string): number;
}

/** A full-text index. Search results don't depend on the order in which units were added. */
export interface TextIndex {
  /** Adds a unit, or replaces the unit with the same id. */
  put(unit: TextUnit): void;
  remove(id: string): void;
  /** Returns the owners that contain every word of a text, or words that begin with it. */
  having(text: string): ReadonlySet<string>;
  /**
   * Finds the owners that match a text. A word matches the same word, its beginning, a part of a longer word, or a word
   * that differs by one or two typos.
   */
  search(text: string, wanted?: SearchOptions): TextMatches;
  /** Returns the ids of those units of an owner that contain some of these words, by descending total weight. */
  where(owner: string, words: ReadonlySet<string>): string[];
}

/** Maximum number of words of a search text that are used. Further words are ignored. */
const QUESTION_WORDS = 20;

interface Stored {
  id: string;
  owner: number;
  words: readonly string[];
}

export function createTextIndex(): TextIndex {
  const dictionary = createDictionary();
  const numbers = new Map<string, number>();
  const units = new Map<number, Stored>();
  const owners = createOwners();
  const free = createNumbers();
  /** Maps unit numbers to owner numbers. */
  const ownerOf: number[] = [];
  const asked = new Map<string, ReadonlySet<string>>();

  const remove = (id: string) => {
    const number = numbers.get(id);
    if (number === undefined) return;
    const { owner, words } = units.get(number)!;
    asked.clear();
    numbers.delete(id);
    units.delete(number);
    owners.leave(owner, number);
    dictionary.remove(number, words);
    free.give(number);
  };
  const having = (text: string) => {
    const sets = questionOf(text).map((word) => {
      const found = new Set<number>();
      for (const { postings } of beginningWith(word, dictionary))
        for (const unit of postings.units) found.add(ownerOf[unit]!);
      return found;
    });
    const [smallest = new Set<number>(), ...others] = sets.sort((a, b) => a.size - b.size);
    const common = [...smallest].filter((owner) => others.every((set) => set.has(owner)));
    return new Set(common.map(owners.name));
  };
  return {
    put(unit) {
      remove(unit.id);
      asked.clear();
      const number = free.take();
      const owner = owners.join(unit.owner, number);
      const weights = weightsOf(unit.texts);
      ownerOf[number] = owner;
      numbers.set(unit.id, number);
      units.set(number, { id: unit.id, owner, words: [...weights.keys()] });
      dictionary.add(number, weights);
    },
    remove,
    having(text) {
      const known = asked.get(text);
      if (known) return known;
      const found = having(text);
      asked.set(text, found);
      return found;
    },
    search(text, { most = Number.POSITIVE_INFINITY, accept = () => true, tie = () => 0 } = {}) {
      const words = questionOf(text).map((word) => alike(word, dictionary));
      const { scores, having } = weigh(words, { ownerOf, owners: owners.count(), units: units.size });
      const every = 2 ** words.length - 1;
      const best = createBest(most);
      const take = (fits: (has: number) => boolean) => {
        let taken = 0;
        for (const [owner, has] of having.entries()) {
          if (has === 0 || !fits(has)) continue;
          const name = owners.name(owner);
          if (!accept(name)) continue;
          taken++;
          best.take({ owner: name, score: scores[owner]!, tie: tie(name) });
        }
        return taken;
      };
      const whole = take((has) => has === every);
      const all = whole > 0;
      const total = all ? whole : take((has) => has !== every);
      return { all, total, best: best.sorted(), fitting: new Set(words.flat().map(({ word }) => word)) };
    },
    where(owner, words) {
      const weight = (unit: number) => {
        let sum = 0;
        for (const word of words) sum += dictionary.weight(word, unit);
        return sum;
      };
      return owners
        .unitsOf(owner)
        .map((number) => ({ id: units.get(number)!.id, weight: weight(number) }))
        .filter((unit) => unit.weight > 0)
        .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id);
    },
  };
}

function questionOf(text: string): string[] {
  return [...new Set(wordsOfText(text))].slice(0, QUESTION_WORDS);
}

/** Computes for each owner its score, and a bit mask of the search words that the owner contains. */
function weigh(
  words: readonly (readonly Fitting[])[],
  { ownerOf, owners, units }: { ownerOf: readonly number[]; owners: number; units: number },
): { scores: Float64Array; having: Uint32Array } {
  const scores = new Float64Array(owners);
  const having = new Uint32Array(owners);
  for (const [nth, fittings] of words.entries()) {
    const best = new Float64Array(owners);
    const most = greatest(fittings.map(({ postings }) => postings.units.length));
    const rarity = Math.log(1 + (units - most + 0.5) / (most + 0.5));
    for (const { postings, factor } of fittings) {
      for (let i = 0; i < postings.units.length; i++) {
        const owner = ownerOf[postings.units[i]!]!;
        const score = rarity * factor * postings.weights[i]!;
        if (score > best[owner]!) best[owner] = score;
        having[owner] = having[owner]! | (1 << nth);
      }
    }
    for (const [owner, score] of best.entries()) scores[owner] = scores[owner]! + score;
  }
  return { scores, having };
}

/** Assigns a number to each owner and keeps the set of its units. An owner without units loses its number. */
function createOwners() {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const units: Set<number>[] = [];
  const free = createNumbers();
  return {
    count: () => names.length,
    name: (owner: number) => names[owner]!,
    unitsOf: (name: string) => [...(units[numbers.get(name) ?? -1] ?? [])],
    join(name: string, unit: number): number {
      const number = numbers.get(name) ?? free.take();
      if (!numbers.has(name)) {
        numbers.set(name, number);
        names[number] = name;
        units[number] = new Set();
      }
      units[number]!.add(unit);
      return number;
    },
    leave(owner: number, unit: number) {
      units[owner]!.delete(unit);
      if (units[owner]!.size > 0) return;
      numbers.delete(names[owner]!);
      free.give(owner);
    },
  };
}

/** Assigns numbers from 0 on. Released numbers are reused, so that arrays indexed by them stay short. */
function createNumbers() {
  const free: number[] = [];
  let next = 0;
  return {
    take: () => free.pop() ?? next++,
    give: (number: number) => void free.push(number),
  };
}
