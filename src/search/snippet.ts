import { writtenWords } from '../domain/task/folded-words.ts';

/** Characters of a snippet, and of those how many come before the first word that fits. */
const LENGTH = 120;
const BEFORE = 40;
/** Characters that are looked through once something was found: a long text has its best place early enough. */
const LOOKED = 50_000;

/**
 * The piece of a text in which most different words of a set stand, on one line, with `…` where something is left out. Undefined when none
 * stands there.
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

/** The hit from which on most different words stand within a snippet; the first of several. */
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

/** The first blank of a stretch, so that no word and no pair of surrogates is cut; else where the hit begins. */
function wordStart(text: string, from: number, hit: number): number {
  const blank = text.slice(from, hit).search(/\s/);
  return blank < 0 ? hit : from + blank + 1;
}

/** The last blank before the end, unless that would cut the hit. */
function wordEnd(text: string, end: number, hit: number): number {
  const blank = text.lastIndexOf(' ', end);
  return blank > hit ? blank : Math.max(hit, end - (isHigh(text.charCodeAt(end - 1)) ? 1 : 0));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
