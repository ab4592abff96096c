/** Keeps what was worked out last, by a key under which it never changes; what failed is worked out again. */
export function keepLately<T>(most: number): (key: string, work: () => Promise<T>) => Promise<T> {
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
