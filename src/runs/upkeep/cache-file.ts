import { readFileSync } from 'node:fs';
import { writeWhole } from '../../work/workspace/home-files.ts';

/** Reads a file that may be lost without harm; undefined if it can't be read. */
export function readCache(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Replaces such a file at once. If the store can't be written, the next command does the work again. */
export function writeCache(file: string, text: string): void {
  try {
    writeWhole(file, text);
  } catch {
    // A store that can't be written has no cache.
  }
}
