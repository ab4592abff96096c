import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Commit of each target branch when its history was last read, by `<repository> <ref>`. Without this cache, the
 * complete history is read again.
 */
export type Looked = Map<string, string>;

const fileIn = (runs: string) => join(runs, 'looked.json');

export function readLooked(runs: string): Looked {
  try {
    const read: unknown = JSON.parse(readFileSync(fileIn(runs), 'utf8'));
    return new Map(Object.entries(read ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    return new Map();
  }
}

export function writeLooked(runs: string, looked: Looked): void {
  const file = fileIn(runs);
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(beside, JSON.stringify(Object.fromEntries(looked)), { mode: 0o600 });
    renameSync(beside, file);
  } catch {
    // If the store can't be written, the next command reads the history again.
  }
}
