import { countInput } from '../domain/calls/inputs.ts';
import type { Caller } from '../work/workspace/context.ts';

/** Default number of rows, and the maximum for interfaces other than the command line. */
export interface RowLimits {
  usual: number;
  most: number;
}

/** The argument for the number of rows. 0 removes the limit. `what` names the rows: `Rows`, `Commits`. */
export const limitInput = (what: string, { usual }: Pick<RowLimits, 'usual'>) =>
  countInput().describe(`${what}, ${usual} by default`).optional();

/**
 * The maximum number of rows in an answer. A command line gets as many as it asks for, other interfaces at most `most`.
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
 * The line that announces further rows. Empty for a command line, which prints its own on stderr: no program takes that
 * for a row.
 */
export function moreLine({ door }: Pick<Caller, 'door'>, line: string | false): string[] {
  return door === 'cli' || line === false ? [] : [line];
}
