/** Builds a value at its first use. Keeps schemas out of the start-up of entries that never validate (the hooks). */
export function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

/** Works a value out once for each key. */
export function onceEach<Key, Value>(of: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Value;
    const value = of(key);
    known.set(key, value);
    return value;
  };
}
