/** Limits for reading files. */
export const GIVEN_LIMITS = { fileBytes: 64 * 1024 * 1024, files: 20_000, depth: 8 } as const;

/** Maximum number of rows per import. In one commit, they need some 1 GB of memory and 20 s of CPU time. */
export const GIVEN_ROWS = 200_000;

/** Advice for data that exceed the limits of an import. */
export const MOVE_WHOLE = '`backlog backup FILE` and `backlog restore FILE` move a whole queue.';

/**
 * Returns a warning for an export with more tasks than an import accepts. Importing parts wouldn't work, because tasks
 * refer to each other.
 */
export function noWayBack(tasks: number, most: number = GIVEN_ROWS): string | undefined {
  if (tasks <= most) return undefined;
  return `\`backlog import\` does not take this back: it has ${tasks} tasks, an import at most ${most}. ${MOVE_WHOLE}`;
}
