/** The values by which cards of a column are sorted. */
export interface Ordered {
  id: number;
  /** The card's sort number, as returned by `boardOrder`. */
  order: number;
  /** The time at which the task was closed; absent while it is open. */
  end?: string | undefined;
}

/**
 * Compares two cards of one column. Closed cards: the last closed first. Open cards: by rank first, then the cards
 * without a rank by urgency.
 */
export function compareCards(a: Ordered, b: Ordered): number {
  if (a.end !== undefined && b.end !== undefined && a.end !== b.end) return a.end < b.end ? 1 : -1;
  return a.order - b.order || a.id - b.id;
}
