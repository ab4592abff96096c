import { isDeepStrictEqual } from 'node:util';
import { present } from '../../../base/present.ts';
import { isClosed, type Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import type { TaskOrigin } from './source-key.ts';

/** Maximum number of earlier names of a list, and of checkouts, that a task remembers. The oldest are forgotten first. */
const MOST = 20;

/**
 * Checks whether a row is older than its task: the row is open, in a checkout whose file never said that the task is
 * closed, and the file of another checkout did say so. A worktree of an earlier commit has such rows.
 */
export function isOlder({ known }: TaskRow, here: Task | undefined, checkout: string): boolean {
  const { closedIn = [] } = here?.source ?? {};
  return closedIn.length > 0 && !closedIn.includes(checkout) && !isClosed(known as Pick<Task, 'status'>);
}

/** Returns the origin of a task as an import stores it: with earlier names, and the checkouts that say it is closed. */
export function originRecord(
  row: TaskRow,
  here: Task | undefined,
  { checkout, seen, theirs }: { checkout: string; seen: TaskOrigin['seen']; theirs: boolean },
): TaskOrigin {
  const origin = row.known.source as TaskOrigin;
  const { list, was = [], closedIn = [] } = here?.source ?? {};
  const names = list === undefined || list === origin.list ? was : [...was.filter((one) => one !== list), list];
  const checkouts = isClosed(row.known as Pick<Task, 'status'>)
    ? [...new Set([...closedIn, checkout])]
    : !theirs && isOlder(row, here, checkout)
      ? closedIn
      : [];
  return {
    ...origin,
    ...present({ seen }),
    ...(names.length > 0 ? { was: names.slice(-MOST) } : {}),
    ...(checkouts.length > 0 ? { closedIn: checkouts.slice(-MOST) } : {}),
  };
}

/** Checks whether an origin differs in more than the digests of fields. */
export function isOtherOrigin(one: Partial<TaskOrigin> | undefined, other: Partial<TaskOrigin> | undefined): boolean {
  const { seen: _, ...before } = one ?? {};
  const { seen: __, ...after } = other ?? {};
  return !isDeepStrictEqual(before, after);
}
