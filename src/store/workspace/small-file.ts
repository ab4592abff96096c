import { readFileSync, statSync } from 'node:fs';

/** Longer than any file that {@link readSmallFile} reads, in bytes. */
const MOST = 64 * 1024;

/**
 * Reads a small text file in a folder with untrusted content. Anything but a regular file (a pipe never ends, a device
 * may act) and a file that is too long read as empty, so that the caller rejects it.
 * @returns undefined if the file is missing
 * @throws the platform's error if it can't be read
 */
export function readSmallFile(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) return undefined;
  return facts.isFile() && facts.size <= MOST ? readFileSync(file, 'utf8') : '';
}

/** Reads like {@link readSmallFile}, but returns undefined for a file that can't be read, too. */
export function readableFile(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch {
    return undefined;
  }
}
