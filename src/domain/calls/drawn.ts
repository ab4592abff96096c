/** Milliseconds for which a question has to be in sight before an answer to it counts. Nobody reads one in less. */
export const READ_MS = 700;

/**
 * Checks whether a person can have read what an act is about.
 * @param since when it was drawn with its data, in milliseconds; undefined if it is not in sight
 * @param begun when the person began the act, on the same clock
 */
export function isRead(since: number | undefined, begun: number): boolean {
  return since !== undefined && begun - since >= READ_MS;
}

/** Returns since when each thing in sight was drawn. One that is the same as at the last look keeps its time. */
export function drawnSince(
  before: ReadonlyMap<string, number>,
  inSight: Iterable<string>,
  at: number,
): ReadonlyMap<string, number> {
  return new Map(Array.from(inSight, (of) => [of, before.get(of) ?? at]));
}
