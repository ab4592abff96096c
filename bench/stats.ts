/**
 * Returns a quantile by the nearest rank. `q` is from 0 to 1. The numbers needn't be sorted. Undefined for an empty
 * list.
 */
export function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export function median(values: readonly number[]): number {
  const found = quantile(values, 0.5);
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}
