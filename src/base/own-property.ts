/** Looks up a word from user input in a table. Inherited names such as `constructor` and `__proto__` are not found. */
export function ownProperty<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Sets a property whose name comes from user input. Assigning to `__proto__` would change the prototype. */
export function putOwn(into: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(into, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Returns a table with the same value for each of these names. */
export function named<Value>(names: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
