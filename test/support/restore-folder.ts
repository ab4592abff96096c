import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { copyFolder, removeFolder } from './folder.ts';

/** What identifies each entry of a folder that nobody has touched, by its path. */
export type Marks = ReadonlyMap<string, string>;

/** Returns the marks of a folder's present entries, itself included. */
export function marksOf(folder: string): Marks {
  const marks = new Map<string, string>();
  // `readdirSync` would follow links to folders if it went into the folders itself.
  const visit = (path: string): void => {
    marks.set(path, markOf(path)!);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
  };
  visit(folder);
  return marks;
}

/**
 * Makes a copy equal to its original again. Only what a test touched is copied, since a look at a file needs a
 * hundredth of the time of a copy.
 * @param marks those of the copy when it was equal
 * @returns the new marks
 */
export function restoreFolder(original: string, copy: string, marks: Marks): Marks {
  try {
    const restored = new Map<string, string>();
    restore(original, copy, marks, restored);
    return restored;
  } catch {
    // Somebody still writes there, or took away a right.
    removeFolder(copy);
    copyFolder(original, copy);
    return marksOf(copy);
  }
}

function restore(original: string, copy: string, marks: Marks, restored: Map<string, string>): void {
  const facts = lstatSync(original);
  let found = markOf(copy);
  if (facts.isDirectory()) {
    if (found && !lstatSync(copy).isDirectory()) rmSync(copy);
    mkdirSync(copy, { recursive: true });
    const names = readdirSync(original);
    const known = new Set(names);
    for (const name of readdirSync(copy)) if (!known.has(name)) rmSync(join(copy, name), { recursive: true });
    for (const name of names) restore(join(original, name), join(copy, name), marks, restored);
    // The time of a folder is that of the last change of its names.
    found = markOf(copy);
  }
  if (found === undefined || found !== marks.get(copy)) {
    if (!facts.isDirectory()) put(original, facts, copy);
    if (!facts.isSymbolicLink()) {
      chmodSync(copy, facts.mode & 0o7777);
      utimesSync(copy, facts.atimeMs / 1000, facts.mtimeMs / 1000);
    }
    found = markOf(copy)!;
  }
  restored.set(copy, found);
}

/** Replaces an entry by a copy of a file or a link. */
function put(original: string, facts: Stats, copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  if (facts.isSymbolicLink()) symlinkSync(readlinkSync(original), copy);
  else if (facts.isFile()) copyFileSync(original, copy);
  else throw new Error(`${original} is no file, folder or link`);
}

/** Returns what a change of an entry changes; undefined if there is none. */
function markOf(path: string): string | undefined {
  const facts = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return facts && `${facts.ino} ${facts.mode} ${facts.size} ${facts.mtimeNs}`;
}
