import { readFileSync, statSync } from 'node:fs';

/** Longer than any file of git or of ours that is read by {@link readSmallFile}, in bytes. */
const MOST = 64 * 1024;

/**
 * Reads a small text file of a folder that anybody may have filled. What is no regular file (a pipe would never end, a device may act) or is
 * too long reads as empty, so that its reader refuses it.
 * @returns undefined when nothing is there
 * @throws the error of the platform when it cannot be read
 */
export function readSmallFile(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) return undefined;
  return facts.isFile() && facts.size <= MOST ? readFileSync(file, 'utf8') : '';
}
