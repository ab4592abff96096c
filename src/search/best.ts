import type { Scored } from './text-index.ts';

/** Keeps the best of many: what is given to it costs next to nothing once so many better ones have come. */
export function createBest(most: number) {
  const kept: Scored[] = [];
  /** Kept before the first sorting, so that few are sorted for all that come. */
  const room = 4 * Math.max(most, 16);
  let least = Number.NEGATIVE_INFINITY;
  const sort = () => {
    kept.sort(byScore);
    if (kept.length < most) return;
    kept.length = most;
    least = kept.at(-1)?.score ?? least;
  };
  return {
    take(one: Scored) {
      if (one.score < least) return;
      kept.push(one);
      if (kept.length >= room) sort();
    },
    sorted(): readonly Scored[] {
      sort();
      return kept;
    },
  };
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.owner < b.owner ? -1 : 1);
}
