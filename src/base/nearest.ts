/**
 * Returns the known name closest to the typed one, for "did you mean". A name qualifies if it starts with the typed
 * text (two characters or more). It also qualifies if few edits are needed, at most a third of its length. An edit
 * changes one letter or swaps two neighbours.
 */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const most = Math.min(Math.max(1, Math.floor(candidate.length / 3)), best?.distance ?? Number.POSITIVE_INFINITY);
    const distance = wanted.length >= 2 && candidate.startsWith(wanted) ? 0.5 : distanceOf(wanted, candidate, most);
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance };
  }
  return best?.name;
}

/** @returns ` (did you mean NAME?)` with the nearest name, or an empty text if none is close */
export function didYouMean(typed: string, known: Iterable<string>, style?: 'quoted'): string {
  const close = nearest(typed, known);
  if (close === undefined) return '';
  return style === 'quoted' ? ` (did you mean "${close}"?)` : ` (did you mean ${close}?)`;
}

function distanceOf(a: string, b: string, most: number): number {
  return Math.abs(a.length - b.length) > Math.min(4, most) ? Number.POSITIVE_INFINITY : slips(a, b, most);
}

/**
 * Returns the candidate with the fewest typos. Allows one typo in words of up to four letters, two in longer words.
 * @returns undefined if no candidate is that close
 */
export function nearestSpelling(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase();
  const limit = folded.length < 5 ? 1 : 2;
  let best: string | undefined;
  let bestSlips = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - folded.length) >= bestSlips) continue;
    const needed = slips(folded, candidate.toLowerCase(), bestSlips - 1);
    if (needed < bestSlips) [best, bestSlips] = [candidate, needed];
  }
  return best;
}

/** Checks whether a word is another one of four letters or more with two neighbours swapped. */
export function isSwapped(word: string, known: string): boolean {
  const sorted = (text: string) => [...text].toSorted().join('');
  return known.length > 3 && sorted(word) === sorted(known) && slips(word, known, 1) === 1;
}

/**
 * Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).
 * @returns infinity for more than `most`: with a table of names, counting further would take most of the time
 */
function slips(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  let least = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let leastOfRow = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let slip = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (!same && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slip = Math.min(slip, before[j - 2]! + 1);
      row[j] = slip;
      if (slip < leastOfRow) leastOfRow = slip;
    }
    // A row follows from the two before it: a swap adds one to the one before the last.
    if (leastOfRow > most && least >= most) return Number.POSITIVE_INFINITY;
    [before, last, least] = [last, row, leastOfRow];
  }
  return last[b.length]!;
}
