import { countInput } from '../domain/calls/inputs.ts';
import type { Caller } from '../work/workspace/context.ts';

/** Rows of an answer unless the caller names a limit, and the most that a door other than the command line gets. */
export interface RowLimits {
  usual: number;
  most: number;
}

/** The argument that sets it: 0 lifts the limit. `what` names the rows: `Rows`, `Commits`. */
export const limitInput = (what: string, { usual }: Pick<RowLimits, 'usual'>) =>
  countInput().describe(`${what}, ${usual} by default`).optional();

/** How many rows an answer has at most. A command line gets as many as it asks for, all others `most`. */
export function rowLimit(
  limit: number | undefined,
  { usual, most }: RowLimits,
  { door }: Pick<Caller, 'door'>,
): number {
  const asked = limit === 0 ? Number.POSITIVE_INFINITY : (limit ?? usual);
  return door === 'cli' ? asked : Math.min(asked, most);
}

/** The line that says that there are more rows. A command line prints its own on stderr, where no program takes it for a row. */
export function moreLine({ door }: Pick<Caller, 'door'>, line: string | false): string[] {
  return door === 'cli' || line === false ? [] : [line];
}
