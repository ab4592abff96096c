import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { isForbidden } from '../failure.ts';
import { NOTHING, type StoreProblem } from './report.ts';

export interface UnreadableFile {
  /** The store without the unreadable files. */
  backend: Backend;
  /** Number of unreadable files and folders so far. */
  count(): number;
  /** Replaces problems that an unreadable file causes by one problem of that file. */
  amend(problems: readonly StoreProblem[]): StoreProblem[];
}

/**
 * Wraps a store's backend so that an examination continues after files that this user can't read. They appear as
 * missing, and are reported at the end. No problem keeps its fix then, since the content of these files is unknown.
 */
export function unreadableOf(disk: Backend): UnreadableFile {
  const refused = new Map<string, BacklogError>();
  const passing = async <T>(path: string, read: Promise<T>, nothing: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof BacklogError) || !isForbidden(error.data?.errno)) throw error;
      refused.set(`${disk.location}/${path}`, error);
      return nothing;
    }
  };
  const backend: Backend = {
    ...disk,
    get: (path, range) => passing(path, disk.get(path, range), null),
    list: (folder, options) => passing(folder, disk.list(folder, options), []),
  };
  return { backend, count: () => refused.size, amend: (problems) => amended(refused, problems) };
}

function amended(refused: ReadonlyMap<string, BacklogError>, problems: readonly StoreProblem[]): StoreProblem[] {
  const [first] = refused;
  if (first === undefined) return [...problems];
  const [file, { data, hint = '' }] = first;
  const others = refused.size > 1 ? ` (so are ${refused.size - 1} more)` : '';
  const unread = { file, problem: `${data?.detail}${others}`, lost: `${NOTHING}, once it can be read`, cure: hint };
  const rest = problems
    .filter((problem) => !refused.has(problem.file))
    .map(({ mend, ...problem }) => ({ ...problem, cure: 'run `backlog doctor` again when all files can be read' }));
  return [unread, ...rest];
}
