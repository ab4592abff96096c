/** Orders texts by their characters, as instants, names and ids are sorted; 0 for the same. */
export function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
