/** The values by which the board sorts the cards of a column. */
export interface Ordered {
  id: number;
  /** The card's sort number, as returned by `boardOrder`. */
  order: number;
  /** The time at which the task was closed; absent while it is open. */
  end?: string | undefined;
}

/**
 * Compares two cards of a column. A later closed card comes before an earlier closed one. Open cards with a rank come
 * first, and the others follow by urgency.
 */
export function compareCards(a: Ordered, b: Ordered): number {
  if (a.end !== undefined && b.end !== undefined && a.end !== b.end) return a.end < b.end ? 1 : -1;
  return a.order - b.order || a.id - b.id;
}
