export interface BisectResult<Result> {
  /** Number of entries, from the first one on, whose checks pass together. */
  green: number;
  /** The first entry that makes the checks fail, and the result of the checks. */
  failing?: { index: number; result: Result };
}

/**
 * Finds the entries of a batch that can be merged together. It tests the complete batch first, then once more after a
 * failure (a test may be unreliable), then half as many entries, and so on. For n entries, it needs at most 2 + log2 n
 * tests, rounded up.
 */
export async function bisect<Result>(
  count: number,
  test: (prefix: number) => Promise<{ green: boolean; result: Result }>,
): Promise<BisectResult<Result>> {
  let red = await test(count);
  if (red.green) return { green: count };
  red = await test(count);
  if (red.green) return { green: count };
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = Math.ceil((low + high) / 2);
    const tried = await test(middle);
    if (tried.green) low = middle;
    else [high, red] = [middle, tried];
  }
  return { green: low, failing: { index: high - 1, result: red.result } };
}
