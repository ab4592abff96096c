import { type Dirent, existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { isUnusable } from '../failure.ts';
import { SET_ASIDE_PARTS } from '../workspace/set-aside.ts';
import { BY_FIX, NOTHING, type StoreProblem } from './report.ts';

export interface UnreadableFile {
  /** The store's backend, without the unreadable files. */
  backend: Backend;
  /** Number of files and folders so far whose content is unknown. */
  count(): number;
  /** Replaces all problems that an unreadable file causes by one problem of that file. */
  amend(problems: readonly StoreProblem[]): StoreProblem[];
}

/**
 * Wraps a store's backend so that an examination continues after unreadable files. Such files count as missing and are
 * reported at the end. There are three kinds:
 * - Files that this user or the disk can't read, and links to missing files. Their content is unknown, so no problem is
 *   fixed automatically then.
 * - Folders and sockets in the place of a file. No file in such a folder belongs to the store.
 * - Files in the place of a folder.
 */
export function unreadableOf(disk: Backend, links: readonly BrokenLink[] = []): UnreadableFile {
  const unknown = new Map(links.map(({ path, target }) => [`${disk.location}/${path}`, brokenLink(target)]));
  const folders = new Map<string, string>();
  const files = new Map<string, string>();
  const passing = async <T>(path: string, read: Promise<T>, nothing: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      const errno = error instanceof BacklogError ? error.data?.errno : undefined;
      const file = `${disk.location}/${path}`;
      const inPlace = IN_PLACE_OF_FILES[String(errno)];
      if (inPlace !== undefined) folders.set(file, inPlace);
      else if (errno === 'ENOTDIR' && path !== '') files.set(file, path);
      else if (!isUnusable(error)) throw error;
      // A link that leads to itself is among the broken ones.
      else if (!unknown.has(file)) unknown.set(file, unreadable(error));
      return nothing;
    }
  };
  const backend: Backend = {
    ...disk,
    get: (path, range) => passing(path, disk.get(path, range), null),
    ...(disk.sum && { sum: (path) => passing(path, disk.sum!(path), null) }),
    list: (folder, options) => passing(folder, disk.list(folder, options), []),
  };
  return {
    backend,
    count: () => unknown.size + folders.size,
    amend: (problems) => amended(unknown, [...inPlaceOfFolders(files), ...withFolders(folders, problems)]),
  };
}

type Unknown = Pick<StoreProblem, 'problem' | 'cure'>;

/** What can be in the place of a file, by the error of a read. */
const IN_PLACE_OF_FILES: Readonly<Record<string, string>> = { EISDIR: 'it is a folder', ENXIO: 'it is a socket' };

function unreadable({ data, hint = '' }: BacklogError): Unknown {
  return { problem: String(data?.detail), cure: hint };
}

function brokenLink(target: string): Unknown {
  return {
    problem: `it is a link to ${target}, which doesn't exist`,
    cure: 'restore what it leads to, or mount the disk. If that is gone for good, remove the link',
  };
}

/** Reports each file in the place of a folder. The fix keeps it, as all files that a fix replaces. */
function inPlaceOfFolders(files: ReadonlyMap<string, string>): StoreProblem[] {
  return Array.from(files, ([file, path]) => ({
    file,
    problem: 'it is a file, not a folder',
    lost: NOTHING,
    cure: `set it aside: ${BY_FIX}`,
    mend: { remove: [path] },
  }));
}

/**
 * Reports each folder or socket that is in the place of a file. If the missing file is a problem already, adds it to
 * that problem.
 */
function withFolders(folders: ReadonlyMap<string, string>, problems: readonly StoreProblem[]): StoreProblem[] {
  const known = problems.map(({ mend, ...found }): StoreProblem => {
    const problem = folders.get(found.file);
    if (problem === undefined) return { ...found, ...(mend && { mend }) };
    // Only a checkpoint is removed as a whole, whatever its files are.
    return mend?.checkpoint === undefined
      ? { ...found, problem, cure: BY_HAND }
      : { ...found, problem, mend: { checkpoint: mend.checkpoint } };
  });
  const files = new Set(problems.map(({ file }) => file));
  const others = [...folders].filter(([file]) => !files.has(file));
  return [...known, ...others.map(([file, problem]) => ({ file, problem, lost: NOTHING, cure: BY_HAND }))];
}

const BY_HAND = "move it out of the queue's folder, then run `backlog doctor` again";

function amended(unknown: ReadonlyMap<string, Unknown>, problems: readonly StoreProblem[]): StoreProblem[] {
  const [first] = unknown;
  if (first === undefined) return [...problems];
  const [file, { problem, cure }] = first;
  const others = unknown.size > 1 ? ` (and ${unknown.size - 1} more)` : '';
  const unread = { file, problem: `${problem}${others}`, lost: `${NOTHING}, once it can be read`, cure };
  const rest = problems
    .filter((problem) => !unknown.has(problem.file))
    .map(({ mend, ...problem }) => ({ ...problem, cure: 'run `backlog doctor` again when all files can be read' }));
  return [unread, ...rest];
}

/** A link in the queue's folder to a missing file or folder: its path in the queue, and the path to which it leads. */
interface BrokenLink {
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
