/**
 * Returns a function that builds a value at its first call and returns the same value afterwards. Schemas use it,
 * because hooks need no schema.
 */
export function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

/** Returns a function that loads a value at its first call, like {@link lazy}. If loading failed, the next call tries it again. */
export function lazyLoad<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** Memoises a function of one argument, without a limit on the number of results. */
export function onceEach<Key, Value>(of: (key: Key) => Value): (key: Key) => Value {
  return memoised(of, new Map());
}

/** Memoises a function of one object. A result is kept as long as its object. */
export function onceEachObject<Key extends object, Value>(of: (key: Key) => Value): (key: Key) => Value {
  return memoised(of, new WeakMap());
}

/** Memoises a function of one object like {@link onceEachObject}, but not the results of its first `calls` calls. */
export function laterOnceEachObject<Key extends object, Value>(
  calls: number,
  of: (key: Key) => Value,
): (key: Key) => Value {
  const once = onceEachObject(of);
  let left = calls;
  return (key) => (left > 0 && left-- ? of(key) : once(key));
}

function memoised<Key, Value>(
  of: (key: Key) => Value,
  known: { get(key: Key): Value | undefined; has(key: Key): boolean; set(key: Key, value: Value): unknown },
): (key: Key) => Value {
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Value;
    const value = of(key);
    known.set(key, value);
    return value;
  };
}
