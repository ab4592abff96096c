/** What a card's place in its column goes by. */
export interface Ordered {
  id: number;
  /** As `boardOrder` says. */
  order: number;
  /** When it was closed. */
  end?: string | undefined;
}

/**
 * Which of two cards of one column stands above the other: closed ones the last closed first; open ones by the rank that somebody gave
 * them, those without one below, the most urgent first.
 */
export function compareCards(a: Ordered, b: Ordered): number {
  if (a.end !== undefined && b.end !== undefined && a.end !== b.end) return a.end < b.end ? 1 : -1;
  return a.order - b.order || a.id - b.id;
}
