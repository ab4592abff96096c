import { readFileSync, statSync } from 'node:fs';

/** Number of bytes that is longer than any file which {@link readSmallFile} should read. */
const MOST = 64 * 1024;

/**
 * Reads a small text file in a folder with untrusted content. A file that is too long reads as empty, so that the
 * caller rejects it. The same applies to anything but a regular file: a pipe never ends, and a device may act.
 * @returns undefined if the file is missing
 * @throws the platform's error if the file can't be read
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
