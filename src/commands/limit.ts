import { countInput } from '../domain/calls/inputs.ts';
import type { Caller } from '../work/workspace/context.ts';

/** The default number of rows, and the maximum for all interfaces except the command line. */
export interface RowLimits {
  usual: number;
  most: number;
}

/**
 * Returns the schema of the argument that limits the number of rows. 0 removes the limit. `what` is the word for the
 * rows: `rows`, `changes`.
 */
export const limitInput = (what: string, { usual }: Pick<RowLimits, 'usual'>) =>
  countInput().describe(`Maximum ${what} (default ${usual})`).optional();

/**
 * Returns the maximum number of rows in an answer. A command line gets as many rows as the caller requests, and other
 * interfaces at most `most`.
 */
export function rowLimit(
  limit: number | undefined,
  { usual, most }: RowLimits,
  { door }: Pick<Caller, 'door'>,
): number {
  const asked = limit === 0 ? Number.POSITIVE_INFINITY : (limit ?? usual);
  return door === 'cli' ? asked : Math.min(asked, most);
}

/**
 * Returns the line which says that there are further rows. Returns no line for a command line. The command line prints
 * such a line on stderr, so that no program mistakes it for a row.
 */
export function moreLine({ door }: Pick<Caller, 'door'>, line: string | false): string[] {
  return door === 'cli' || line === false ? [] : [line];
}
