/** The SHA-256s in a text of JSON: records of newer versions may name blobs in fields of their own, so any sum counts as a name. */
export function blobsNamedIn(text: string): string[] {
  return Array.from(text.matchAll(SUM), ([, sha]) => sha!);
}

const SUM = /"([0-9a-f]{64})"/g;

/** The text that a stored commit contains if it purged something. */
export const PURGED = '"purged":[';
