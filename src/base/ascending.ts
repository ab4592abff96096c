/** Compares two texts by UTF-16 code unit. Instants, names and ids are sorted in this order. */
export function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
