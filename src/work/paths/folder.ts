import { statSync } from 'node:fs';

/** Checks whether the path is a folder. A path that the system rejects (too long, with NUL) isn't one. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
