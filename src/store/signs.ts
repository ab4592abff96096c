import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Looks at some files and folders; the function says whether they are still the same. A folder is when it is not another one,
 * whatever happens inside; a file, when nobody wrote it or put another in its place.
 */
export function signsOf(paths: readonly string[]): () => boolean {
  const before = paths.map(signOf);
  return () => paths.every((path, i) => before[i] !== undefined && signOf(path) === before[i]);
}

/** A folder and those above it, up to another one. */
export function upTo(top: string, folder: string): string[] {
  const all: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    all.push(at);
    if (at === top || dirname(at) === at) return all;
  }
}

/** Undefined when it cannot be told. */
function signOf(path: string): string | undefined {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (!facts) return 'none';
    const { dev, ino, size, mtimeMs, ctimeMs } = facts;
    return facts.isDirectory() ? `${dev}:${ino}` : `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}`;
  } catch {
    return undefined;
  }
}
