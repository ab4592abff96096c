import { slips } from './spelling-distance.ts';

/**
 * Returns the known name closest to the typed one, for "did you mean". A name qualifies if it starts with the typed
 * text (two characters or more), or if the number of single-letter edits and swaps of neighbours is at most a third of
 * its length.
 */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const distance = wanted.length >= 2 && candidate.startsWith(wanted) ? 0.5 : distanceOf(wanted, candidate);
    if (
      distance <= Math.max(1, Math.floor(candidate.length / 3)) &&
      distance < (best?.distance ?? Number.POSITIVE_INFINITY)
    ) {
      best = { name, distance };
    }
  }
  return best?.name;
}

function distanceOf(a: string, b: string): number {
  return Math.abs(a.length - b.length) > 4 ? Number.POSITIVE_INFINITY : slips(a, b);
}
