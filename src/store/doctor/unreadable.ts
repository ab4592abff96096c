import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { isForbidden } from '../failure.ts';
import { NOTHING, type StoreProblem } from './report.ts';

export interface UnreadableFile {
  /** The store's backend, without the unreadable files. */
  backend: Backend;
  /** Number of unreadable files and folders so far. */
  count(): number;
  /** Replaces all problems that an unreadable file causes by one problem of that file. */
  amend(problems: readonly StoreProblem[]): StoreProblem[];
}

/**
 * Wraps a store's backend so that an examination continues after unreadable files. Such files count as missing and are
 * reported at the end. There are two kinds:
 * - Files that this user may not read. Their content is unknown, so no problem is fixed automatically then.
 * - Folders in the place of a file. No file in such a folder belongs to the store.
 */
export function unreadableOf(disk: Backend): UnreadableFile {
  const refused = new Map<string, BacklogError>();
  const folders = new Set<string>();
  const passing = async <T>(path: string, read: Promise<T>, nothing: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      const errno = error instanceof BacklogError ? error.data?.errno : undefined;
      if (errno === 'EISDIR') folders.add(`${disk.location}/${path}`);
      else if (isForbidden(errno)) refused.set(`${disk.location}/${path}`, error as BacklogError);
      else throw error;
      return nothing;
    }
  };
  const backend: Backend = {
    ...disk,
    get: (path, range) => passing(path, disk.get(path, range), null),
    ...(disk.sum && { sum: (path) => passing(path, disk.sum!(path), null) }),
    list: (folder, options) => passing(folder, disk.list(folder, options), []),
  };
  return { backend, count: () => refused.size, amend: (problems) => amended(refused, withFolders(folders, problems)) };
}

/**
 * Reports each folder that is in the place of a file. If the missing file is a problem already, adds the folder to that
 * problem.
 */
function withFolders(folders: ReadonlySet<string>, problems: readonly StoreProblem[]): StoreProblem[] {
  const problem = 'it is a folder';
  const known = problems.map((found): StoreProblem => {
    if (!folders.has(found.file)) return found;
    const { mend, ...rest } = found;
    return mend?.remove ? { ...rest, problem, cure: BY_HAND } : { ...found, problem };
  });
  const files = new Set(problems.map(({ file }) => file));
  const others = [...folders].filter((file) => !files.has(file));
  return [...known, ...others.map((file) => ({ file, problem, lost: NOTHING, cure: BY_HAND }))];
}

const BY_HAND = "move it out of the queue's folder";

function amended(refused: ReadonlyMap<string, BacklogError>, problems: readonly StoreProblem[]): StoreProblem[] {
  const [first] = refused;
  if (first === undefined) return [...problems];
  const [file, { data, hint = '' }] = first;
  const others = refused.size > 1 ? ` (and ${refused.size - 1} more)` : '';
  const unread = { file, problem: `${data?.detail}${others}`, lost: `${NOTHING}, once it can be read`, cure: hint };
  const rest = problems
    .filter((problem) => !refused.has(problem.file))
    .map(({ mend, ...problem }) => ({ ...problem, cure: 'run `backlog doctor` again when all files can be read' }));
  return [unread, ...rest];
}
