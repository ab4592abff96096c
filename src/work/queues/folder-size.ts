import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The size on disk of a folder's content. */
export interface FolderSize {
  bytes: number;
  /** Set if there are more files than were counted. */
  more?: true;
}

/** Maximum number of files and folders that {@link folderSize} counts. The worktrees of runs can have very many. */
const MOST = 20_000;

/** Returns the size on disk of a folder's content, of at most `most` files. Files that can't be read count as empty. */
export function folderSize(folder: string, most = MOST): FolderSize {
  const folders = [folder];
  let bytes = 0;
  let left = most;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of entriesOf(at)) {
      if (left-- === 0) return { bytes, more: true };
      const path = join(at, entry.name);
      bytes += sizeOf(path);
      if (entry.isDirectory()) folders.push(path);
    }
  }
  return { bytes };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Size of a disk block in `stat`, in bytes, on every system. */
const BLOCK = 512;

function sizeOf(path: string): number {
  try {
    const { blocks = 0 } = lstatSync(path);
    return blocks * BLOCK;
  } catch {
    return 0;
  }
}
