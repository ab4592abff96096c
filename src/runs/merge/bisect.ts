/** The result of bisecting a batch. */
export interface BisectResult<Result> {
  /** Number of entries from the front whose checks pass together. */
  green: number;
  /** The first entry that makes the checks fail, and the result of these checks. */
  failing?: { index: number; result: Result };
}

/**
 * Finds the entries of a batch that may land, by testing the first entries together. It tests the complete batch first,
 * once more after a failure (a test may be flaky), then half as many entries, and so on. For n entries it takes at most
 * 2 + log2 n tests, rounded up.
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
