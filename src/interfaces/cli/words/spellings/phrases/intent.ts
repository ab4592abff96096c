import { onceEachObject } from '../../../../../base/lazy.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import type { Clock } from '../../../../../time/index.ts';
import { type PlaceKind, SAID_PLACES } from './places.ts';
import { isFiller, meansConcept } from './synonyms.ts';

/** What a person typed at the places of an intent, such as `task` and `name`. */
export type SaidValues = Readonly<Partial<Record<string, string>>>;

/**
 * A meaning of a line: Backlog's line, and the ways to say it. A way has words of `synonyms.ts` and places (`$task`, with the word
 * before it: `to>$name`); `?` is behind what can be left out. Fillers can stand between. The first item begins the line, the
 * others have any order. With `$text`, which takes any words, all items have theirs.
 */
export type Intent = readonly [
  line: string | ((filled: SaidValues, clock: Clock) => string | undefined),
  ways: string,
  hint?: string | ((filled: SaidValues) => string),
];

interface Item {
  /** The words, or those before the place. */
  words: readonly string[];
  place?: { name: string; kind: PlaceKind };
  isOptional: boolean;
}

/** One way to say an intent. */
interface Way {
  head: readonly Item[];
  /** The items behind the text. Undefined if the way has none. */
  tail?: readonly Item[];
}

export interface SaidMeaning {
  intent: Intent;
  filled: SaidValues;
  line: string;
}

/**
 * Returns the intent that explains all words of a line, and most of them by words of its own. A word that no item and no
 * filler explains, such as `not`, leaves the line without a meaning.
 * @param first the word with which the ways have to begin
 */
export function meaningOf(
  words: readonly string[],
  intents: readonly Intent[],
  { clock, first }: { clock: () => Clock; first?: string | undefined },
): SaidMeaning | undefined {
  const said = words.map(plain);
  const begin = said.findIndex((word) => !isFiller(word));
  let best: (SaidMeaning & { score: number }) | undefined;
  for (const intent of first === undefined ? intents : intents.filter(([, ways]) => ways.includes(first)))
    for (const way of waysOf(intent)) {
      if (first !== undefined && !way.head[0]?.words.includes(first)) continue;
      const read = beginsAt(way, words, begin) ? readAs(way, words) : undefined;
      if (!read || read.score <= (best?.score ?? 0)) continue;
      const line = lineOf(intent, read.filled, clock);
      if (line !== undefined) best = { intent, line, ...read };
    }
  return best;
}

const waysOf = onceEachObject(([, ways]: Intent): readonly Way[] =>
  ways.split(', ').map((way) => {
    const [head = '', tail] = way.split(/ ?\$text ?/);
    return { head: itemsOf(head), ...(tail !== undefined && { tail: itemsOf(tail) }) };
  }),
);

const itemsOf = (way: string): Item[] => way.split(' ').filter(Boolean).map(itemOf);

function itemOf(said: string): Item {
  const [, words = '', name, optional] = /^(.*?)>?(?:\$(\w+))?(\?)?$/.exec(said)!;
  return {
    words: words === '' ? [] : words.split('|'),
    isOptional: optional !== undefined,
    ...(name !== undefined && { place: { name, kind: name.replace(/\d$/, '') as PlaceKind } }),
  };
}

/** Checks whether the first item, or an optional one before it, begins a line: at its first word, or behind its fillers. */
function beginsAt({ head, tail }: Way, words: readonly string[], begin: number): boolean {
  const firsts = head.slice(0, head.findIndex(({ isOptional }) => !isOptional) + 1);
  const starts = tail ? [0] : Array.from({ length: begin < 0 ? words.length : begin + 1 }, (_, at) => at);
  return starts.some((at) => firsts.some((item) => takenBy(item, words, at)[0] > 0));
}

interface Read {
  filled: Record<string, string>;
  /** How much of the line its items explain. */
  score: number;
}

function readAs({ head, tail }: Way, words: readonly string[]): Read | undefined {
  if (!tail) return explained(head, words);
  const before = readInOrder(head, words);
  for (let end = before ? before.at + 1 : words.length + 1; end <= words.length; end++) {
    const behind = readInOrder(tail, words.slice(end), true);
    if (behind?.at !== words.length - end) continue;
    const text = words.slice(before!.at, end).join(' ');
    return { filled: { ...before!.filled, text, ...behind.filled }, score: before!.score + behind.score - 0.5 };
  }
  return undefined;
}

/** Explains the beginning of a line by items in their order. @param isExact whether fillers count as unknown */
function readInOrder(
  items: readonly Item[],
  words: readonly string[],
  isExact = false,
): (Read & { at: number }) | undefined {
  const filled: Record<string, string> = {};
  let [at, score] = [0, 0];
  for (const item of items) {
    let from = at;
    let [count, value] = [0, ''];
    while (from < words.length) {
      [count, value] = takenBy(item, words, from);
      if (count > 0 || isExact || !isFiller(plain(words[from]!))) break;
      from++;
    }
    if (count === 0 && !item.isOptional) return undefined;
    if (count === 0) continue;
    if (item.place) filled[item.place.name] = value;
    score += scoreOf(item, count);
    at = from + count;
  }
  return { filled, score, at };
}

/** Explains each word of a line by one item, or as a filler. */
function explained(items: readonly Item[], words: readonly string[]): Read | undefined {
  const left = [...items];
  const filled: Record<string, string> = {};
  let score = 0;
  for (let at = 0; at < words.length; ) {
    const found = longestOf(left, words, at);
    if (
      !found &&
      !isFiller(plain(words[at]!)) &&
      longestOf(
        items.filter(({ place }) => !place),
        words,
        at,
      ) === undefined
    )
      return undefined;
    if (found) {
      left.splice(left.indexOf(found.item), 1);
      if (found.item.place) filled[found.item.place.name] = found.value;
      score += scoreOf(found.item, found.count);
    }
    at += found?.count ?? 1;
  }
  return left.every(({ isOptional }) => isOptional) ? { filled, score } : undefined;
}

/** A word of an intent says more than a place, into which many words fit. */
const scoreOf = ({ place }: Item, count: number) => count + (place ? 0 : 0.2);

interface Found {
  item: Item;
  count: number;
  value: string;
}

function longestOf(items: readonly Item[], words: readonly string[], at: number): Found | undefined {
  let best: Found | undefined;
  for (const item of items) {
    const [count, value] = takenBy(item, words, at);
    if (count > (best?.count ?? 0)) best = { item, count, value };
  }
  return best;
}

/** Returns how many words from a position an item explains, and the value of its place. */
function takenBy({ words: known, place }: Item, words: readonly string[], at: number): readonly [number, string] {
  const before = known.length === 0 ? 0 : countAt(known, words, at);
  if (!place) return [before, ''];
  // `@ben` needs no word before it.
  if (known.length > 0 && before === 0 && !words[at]!.startsWith('@')) return [0, ''];
  const [count, value] = at + before < words.length ? valueAt(place.kind, words, at + before) : [0, ''];
  return count === 0 ? [0, ''] : [before + count, value];
}

/** The values at the positions of a line by their kinds, since many ways have the same places. */
const valuesIn = onceEachObject((_: readonly string[]) => new Map<string, readonly [number, string]>());

function valueAt(kind: PlaceKind, words: readonly string[], at: number): readonly [number, string] {
  const all = valuesIn(words);
  const key = `${kind} ${at}`;
  const value = all.get(key) ?? SAID_PLACES[kind](words, at);
  all.set(key, value);
  return value;
}

/** Maximum number of words that are one word of an intent. */
const MOST = 4;

/** Returns how many words from a position stand for one of some words. */
function countAt(known: readonly string[], words: readonly string[], at: number): number {
  for (let count = Math.min(MOST, words.length - at); count > 0; count--) {
    const said = plain(words.slice(at, at + count).join(' '));
    if (known.some((word) => meansConcept(said, word))) return count;
  }
  return 0;
}

/** What words are without their signs, since each way asks for it again. */
const bare = new Map<string, string>();

function plain(text: string): string {
  const known = bare.get(text) ?? withoutSigns(text);
  bare.set(text, known);
  return known;
}

const withoutSigns = (text: string) =>
  text
    .toLowerCase()
    .replace(/(?<=.)[?!.,]+$|(?<=^(?:task|todo|issue|note)):$/, '')
    .replace(/^(what|who|where|that)[’']?s$/, '$1');

/** Puts what was typed into the places of a line. A part in brackets is for a place that can be left out. */
function lineOf([line]: Intent, filled: SaidValues, clock: () => Clock): string | undefined {
  if (typeof line === 'function') return line(filled, clock());
  const isFilled = (part: string) => namesIn(part).every((name) => filled[name] !== undefined);
  const whole = line.replace(/ ?\[([^\]]+)\]/g, (part, inner: string) => (isFilled(part) ? ` ${inner}` : ''));
  if (!isFilled(whole)) return undefined;
  return whole.replace(NAMES, (_, name: string) =>
    /^(?:tasks?|ids|runs?|filter|terms|fields)\d?$/.test(name) ? filled[name]! : shellWord(filled[name]!),
  );
}

const NAMES = /\$([a-z]+\d?)/g;
const namesIn = (part: string) => Array.from(part.matchAll(NAMES), ([, name = '']) => name);
