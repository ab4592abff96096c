import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../src/base/errno.ts';

/** Checks whether a word is anywhere in the queue, also in what was changed again. Files of runs don't count. */
export function isInQueue(store: string, word: string): boolean {
  for (;;)
    try {
      return readdirSync(store, { recursive: true, encoding: 'utf8' }).some((name) => {
        const path = join(store, name);
        return !name.startsWith('runs') && statSync(path).isFile() && readFileSync(path).includes(word);
      });
    } catch (error) {
      // The run's supervisor still writes, so a file can be gone since it was listed.
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
}
