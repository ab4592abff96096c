/** What a table says of a word that others wrote: `constructor` and `__proto__` are in no table that does not name them. */
export function ownProperty<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Puts a value under a name that others wrote, whatever it is: an object takes `__proto__` for something else. */
export function putOwn(into: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(into, name, { value, writable: true, enumerable: true, configurable: true });
}
