/** Builds a value at its first use. Keeps schemas out of the start-up of entries that never validate (the hooks). */
export function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
