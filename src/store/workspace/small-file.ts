import { readFileSync, statSync } from 'node:fs';

/** Maximum number of bytes that {@link readSmallFile} reads. Its files are shorter. */
const MOST = 64 * 1024;

/**
 * Reads a small text file in a folder with untrusted content. Returns an empty text for a file that is too long or no
 * regular file, so that the caller rejects it. A pipe would never end, and reading a device may have effects.
 * @returns undefined if the file is missing
 * @throws the platform's error if the file can't be read
 */
export function readSmallFile(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) return undefined;
  return facts.isFile() && facts.size <= MOST ? readFileSync(file, 'utf8') : '';
}

/** Reads like {@link readSmallFile}, but also returns undefined if the file can't be read. */
export function readableFile(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch {
    return undefined;
  }
}
