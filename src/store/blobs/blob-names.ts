/** Returns the SHA-256s in a JSON text. Every hash counts, since newer versions may reference blobs in other fields. */
export function blobsNamedIn(text: string): string[] {
  return Array.from(text.matchAll(SUM), ([, sha]) => sha!);
}

const SUM = /"([0-9a-f]{64})"/g;

/** Every stored commit that purged something contains this text. */
export const PURGED = '"purged":[';
