/** What came out of testing a batch: how many from the front may land, and which one is to blame for the first that may not. */
export interface BisectResult<Result> {
  /** Entries from the front that are green together. */
  green: number;
  /** The first that makes it red, with what its tests said. */
  failing?: { index: number; result: Result };
}

/**
 * Finds out which entries of a batch may land, by testing prefixes of it: the whole first, once more when it is red (a test may be flaky),
 * then by halving. Of n entries it takes at most 2 + log2 n tests, rounded up.
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
