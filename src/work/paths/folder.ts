import { statSync } from 'node:fs';

/** Is there a folder of this path? What no system takes as a path (too long, a null character in it) is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
