export interface Scored {
  owner: string;
  score: number;
  /** Of those that fit alike the one with the greater number comes first. */
  tie: number;
}

/** Keeps the best of many: what is given to it costs next to nothing once so many better ones have come. */
export function createBest(most: number) {
  const kept: Scored[] = [];
  /** Kept before the first sorting, so that few are sorted for all that come. */
  const room = 4 * Math.max(most, 16);
  let least: Scored | undefined;
  const sort = () => {
    kept.sort(byScore);
    if (kept.length < most) return;
    kept.length = most;
    least = kept.at(-1) ?? least;
  };
  return {
    take(one: Scored) {
      if (least && byScore(one, least) > 0) return;
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
  return b.score - a.score || b.tie - a.tie || (a.owner < b.owner ? -1 : 1);
}
