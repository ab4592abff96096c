import { slips } from './spelling-distance.ts';

/**
 * The known name closest to what was typed, for "did you mean": the fewest single-letter edits or swaps of
 * neighbours, within a third of the length, or a name that the typed one begins.
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
