const versions = new WeakMap<object, string>();

/**
 * Returns a short text that identifies a state of a record, equal in every process. Timestamps cannot do this: they
 * have whole seconds. Records are never modified, so the result is cached per object.
 */
export function versionOf(record: object): string {
  const known = versions.get(record);
  if (known !== undefined) return known;
  const version = hashOf(JSON.stringify(sortedKeys(record)));
  versions.set(record, version);
  return version;
}

/** Sorts the fields of a value recursively. The field order of a record differs between writing and reading. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  );
}

/** A 53-bit hash, cyrb53 (public domain, https://github.com/bryc/code). Not for security. */
function hashOf(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
