import { join } from 'node:path';
import { readCache, writeCache } from './cache-file.ts';

/**
 * Commit of each target branch when its history was last read, by `<repository> <ref>`. Without this cache, the
 * complete history is read again.
 */
export type Looked = Map<string, string>;

const fileIn = (runs: string) => join(runs, 'looked.json');

export function readLooked(runs: string): Looked {
  try {
    const read: unknown = JSON.parse(readCache(fileIn(runs)) ?? '{}');
    return new Map(Object.entries(read ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    return new Map();
  }
}

export function writeLooked(runs: string, looked: Looked): void {
  writeCache(fileIn(runs), JSON.stringify(Object.fromEntries(looked)));
}
