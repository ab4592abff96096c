/** Maximum number of different denials of a run that are named, and of characters of one. */
export const KEPT_DENIALS = 50;
const LONGEST = 200;

/** Complaints of programs about a file that they can't write: of shells and tools, and of Node. */
const READ_ONLY = [
  /([^\s:'"`\\]{1,180})['"`]?: Read-only file system/,
  /EROFS: read-only file system, \w+ \\?['"]([^'"\\]{1,180})/,
];

/**
 * Collects what a sandbox denied, each once. The proxy and the broker report their own denials. A denied write is known
 * only if the program prints the complaint of the system.
 * @param told receives each new denial
 */
export function createDenials(told: (what: string) => void): {
  add(what: string): void;
  /** Looks for a denied write in a line of output. */
  heard(line: string): void;
  /** Returns the denials with earlier ones. */
  list(before: readonly string[]): string[];
} {
  const found = new Set<string>();
  const add = (what: string): void => {
    const text = what.slice(0, LONGEST);
    if (found.has(text) || found.size >= KEPT_DENIALS) return;
    found.add(text);
    told(text);
  };
  return {
    add,
    heard(line) {
      if (!/read-only file system/i.test(line)) return;
      const path = READ_ONLY.map((pattern) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
      add(`write ${path ?? 'to a file that was not named'}`);
    },
    list: (before) => [...new Set([...before, ...found])].slice(0, KEPT_DENIALS),
  };
}
