export interface Scored {
  owner: string;
  score: number;
  /** Decides the order of owners (tasks or documents) with equal scores. The greater number comes first. */
  tie: number;
}

/**
 * Collects scored owners (tasks or documents) and keeps the best `most` of them. When it is full, a worse owner costs
 * one comparison.
 */
export function createBest(most: number) {
  const kept: Scored[] = [];
  /**
   * Number of owners at which the list is sorted and cut. It is several times `most`, so that most calls of `take` sort
   * nothing.
   */
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
