/** Of a list of numbers that need not be sorted; undefined for none. `q` from 0 to 1, by the nearest rank. */
export function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export function median(values: readonly number[]): number {
  const found = quantile(values, 0.5);
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}
