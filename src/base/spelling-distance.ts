/** Returns the candidate with the fewest typos: at most one for words of up to four letters, else at most two. */
export function nearestSpelling(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase();
  const limit = folded.length < 5 ? 1 : 2;
  let best: string | undefined;
  let bestSlips = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - folded.length) >= bestSlips) continue;
    const needed = slips(folded, candidate.toLowerCase());
    if (needed < bestSlips) [best, bestSlips] = [candidate, needed];
  }
  return best;
}

/**
 * Counts insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment
 * distance).
 */
export function slips(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (!same && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
