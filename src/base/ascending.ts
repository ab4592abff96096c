/** Compares two texts by UTF-16 code unit, the order used for instants, names and ids. */
export function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
