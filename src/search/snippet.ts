import { writtenWords } from '../domain/task/folded-words.ts';

/** Length of a snippet in characters, and the number of characters before the first matching word. */
const LENGTH = 120;
const BEFORE = 40;
/** Maximum number of characters searched after the first match. It limits the time for long texts. */
const LOOKED = 50_000;

/**
 * Returns the part of a text that contains the most different words of a set. It is one line, with `…` where text is
 * omitted.
 * @returns undefined if the text contains none of the words
 */
export function snippetOf(text: string, words: ReadonlySet<string>): string | undefined {
  const hits: { from: number; to: number; word: string }[] = [];
  for (const { from, to, words: folded } of writtenWords(text)) {
    if (hits.length > 0 && from > hits[0]!.from + LOOKED) break;
    const word = folded.find((each) => words.has(each));
    if (word !== undefined) hits.push({ from, to, word });
  }
  const best = richest(hits);
  if (!best) return undefined;
  const { from } = best;
  const start = from <= BEFORE ? 0 : wordStart(text, from - BEFORE, from);
  const end = start + LENGTH >= text.length ? text.length : wordEnd(text, start + LENGTH, best.to);
  const piece = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${piece}${end < text.length ? '…' : ''}`;
}

/**
 * Returns the matching word at which a snippet should start to contain the most different words. If several are equal,
 * returns the first.
 */
function richest<Hit extends { from: number; to: number; word: string }>(hits: readonly Hit[]): Hit | undefined {
  let best: Hit | undefined;
  let most = 0;
  for (const [n, hit] of hits.entries()) {
    const seen = new Set<string>();
    for (let i = n; i < hits.length && hits[i]!.to <= hit.from + LENGTH - BEFORE; i++) seen.add(hits[i]!.word);
    if (seen.size > most || !best) [best, most] = [hit, seen.size];
  }
  return best;
}

/**
 * Returns the start of the first complete word at or after `from`. It is never after the start of the matching word,
 * and never splits a surrogate pair.
 */
function wordStart(text: string, from: number, hit: number): number {
  const blank = text.slice(from, hit).search(/\s/);
  return blank < 0 ? hit : from + blank + 1;
}

/** Returns the position of the last blank before the end, unless this would cut the matching word. */
function wordEnd(text: string, end: number, hit: number): number {
  const blank = text.lastIndexOf(' ', end);
  return blank > hit ? blank : Math.max(hit, end - (isHigh(text.charCodeAt(end - 1)) ? 1 : 0));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
