import { type Dirent, readdirSync, statSync } from 'node:fs';

/** Checks whether the path is a folder. A path that the system rejects (too long, with NUL) isn't one. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Lists a folder; empty if it can't be read. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
