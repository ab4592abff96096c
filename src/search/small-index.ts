import MiniSearch from 'minisearch';

/** A found row of a small index. */
export interface SmallHit {
  id: number;
  score: number;
}

/** Indexes a few hundred texts with several fields, such as the commands. The greater a field's weight, the more it counts. */
export function createSmallIndex<Field extends string>(
  rows: readonly { readonly [Name in Field]: string }[],
  weights: Readonly<Record<Field, number>>,
): { find(query: readonly string[], weightOf: (word: string) => number): SmallHit[] } {
  const index = new MiniSearch<Record<string, string | number>>({
    fields: Object.keys(weights),
    processTerm: (word) => stemOf(word.toLowerCase()),
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean),
    searchOptions: { boost: { ...weights }, combineWith: 'OR', prefix: (word) => word.length > 3 },
  });
  index.addAll(rows.map((row, id) => ({ ...row, id })));
  return {
    find(query, weightOf) {
      const weights = new Map(query.toReversed().map((word) => [stemOf(word.toLowerCase()), weightOf(word)]));
      const found = index.search(query.join(' '), {
        fuzzy: (word) => (word.length > 4 ? 0.2 : false),
        boostTerm: (word) => weights.get(word) ?? 1,
      });
      return found.map(({ id, score }) => ({ id, score }));
    },
  };
}

/** Returns a word without an English ending: `finished` and `finishing` are `finish`. */
function stemOf(word: string): string {
  if (word.length < 5) return word.replace(/(?<=[a-z]{3})s$/, '');
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?<=[a-z]{3})(?:ing|ed|es|s|ly)$/, '')
    .replace(/([b-df-hj-np-tv-z])\1$/, '$1')
    .replace(/(?<=[a-z]{3})e$/, '');
}
