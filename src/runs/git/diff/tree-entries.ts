import type { TreeEntry } from './changed.ts';
import type { BytePath } from './path-text.ts';

/** An entry of a commit's tree. */
export interface ListedEntry extends TreeEntry {
  path: BytePath;
}

/**
 * Reads the output of `git ls-tree -z`. An entry that a limit cut off is left out.
 * @param encoding `latin1` keeps the bytes of each path, as a {@link BytePath} has them; `utf8` gives a text
 */
export function treeEntries(out: Buffer, encoding: 'latin1' | 'utf8' = 'latin1'): ListedEntry[] {
  const rows = out.toString(encoding).split('\0').slice(0, -1);
  return rows.flatMap((row) => {
    const [, mode, object, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
    return mode === undefined || object === undefined || path === undefined ? [] : [{ mode, object, path }];
  });
}

/** Checks whether an entry is a file. */
export const isFileMode = (mode: string): boolean => mode.startsWith('100');
