/** Makes a cache of the last `most` promises by key, whose value never changes. Failed ones are removed. */
export function promiseCache<T>(most: number): (key: string, work: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key, work) => {
    const known = kept.get(key);
    const value = known ?? work();
    kept.delete(key);
    kept.set(key, value);
    if (!known) value.catch(() => kept.delete(key));
    for (const old of kept.keys()) if (kept.size > most) kept.delete(old);
    return value;
  };
}
