import { keyWords, numbersIn } from '../task/key-words.ts';
import { signsIn } from './fingerprint.ts';
import { steadyTitle } from './steady-title.ts';

/** Something known, with which a new proposal is compared. */
export interface Known<Of> {
  of: Of;
  title: string;
  /** The file or the scope. An empty text overlaps every area. */
  area: string;
  /** The rule that found it. Empty for tasks and agents. */
  rule: string;
  /** The fingerprint of a proposal. Tasks have none. */
  fingerprint?: string;
}

type Compared = Omit<Known<unknown>, 'of'>;

/** Finds known things that a new proposal repeats. */
export interface Doubles<Of> {
  /** Returns the last known thing with the same fingerprint, otherwise the last of those with the most shared words. */
  find(one: Compared & { fingerprint: string }): Of | undefined;
  add(known: Known<Of>): void;
}

interface Worded<Of> {
  known: Known<Of>;
  words: readonly string[];
  numbers: string;
  signs: string;
  /** Its place among all. */
  place: number;
}

/**
 * Builds an index of known things. Two things are doubles if their fingerprints are equal, or if at least `least` of
 * their words are shared. Things with different numbers, signs, areas or rules are no doubles by words.
 * @param least part of the words of both together, from 0 to 1
 */
export function doublesIn<Of>(known: Iterable<Known<Of>>, least: number): Doubles<Of> {
  const byFingerprint = new Map<string, Of>();
  const byWord = new Map<string, Worded<Of>[]>();
  let places = 0;
  const add = (one: Known<Of>): void => {
    if (one.fingerprint !== undefined) byFingerprint.set(one.fingerprint, one.of);
    const title = steadyTitle(one.title);
    const worded = {
      known: one,
      words: keyWords(title),
      numbers: numbersIn(title),
      signs: signsIn(title),
      place: places++,
    };
    for (const word of worded.words) {
      const same = byWord.get(word);
      if (same) same.push(worded);
      else byWord.set(word, [worded]);
    }
  };
  for (const one of known) add(one);
  return {
    add,
    find(one) {
      const equal = byFingerprint.get(one.fingerprint);
      return equal ?? closest(one, byWord, least);
    },
  };
}

function closest<Of>(
  { title, area, rule }: Compared,
  byWord: ReadonlyMap<string, readonly Worded<Of>[]>,
  least: number,
): Of | undefined {
  const plain = steadyTitle(title);
  const [words, numbers, signs] = [keyWords(plain), numbersIn(plain), signsIn(plain)];
  const common = new Map<Worded<Of>, number>();
  for (const word of words) for (const other of byWord.get(word) ?? []) common.set(other, (common.get(other) ?? 0) + 1);
  let [found, most]: [Worded<Of> | undefined, number] = [undefined, 0];
  for (const [other, count] of common) {
    const share = count / (words.length + other.words.length - count);
    if (share < least || share < most || other.numbers !== numbers || other.signs !== signs) continue;
    if (found && share === most && other.place < found.place) continue;
    if (isApart(area, other.known.area) || isApart(rule, other.known.rule)) continue;
    [found, most] = [other, share];
  }
  return found?.known.of;
}

const isApart = (a: string, b: string) => a !== '' && b !== '' && a !== b;
