import { type Dirent, existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SET_ASIDE_PARTS } from '../workspace/set-aside.ts';

/** A link in the queue's folder to a missing file or folder: its path in the queue, and the path to which it leads. */
export interface BrokenLink {
  path: string;
  target: string;
}

/**
 * Finds links that lead to nothing. All other calls treat them as missing files. But the content may be on a disk that
 * isn't mounted, so nobody may give it up.
 */
export function brokenLinks(dir: string): BrokenLink[] {
  const found: BrokenLink[] = [];
  const look = (folder: string, entry: Dirent) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() && !existsSync(path))
      found.push({ path: relative(dir, path), target: readlinkSync(path) });
    else if (entry.isDirectory()) for (const one of entries(path)) look(path, one);
  };
  for (const entry of entries(dir)) if (SET_ASIDE_PARTS.has(entry.name)) look(dir, entry);
  return found;
}

/** Lists a folder. A folder that can't be listed has its own problem. */
function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
