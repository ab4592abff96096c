import * as z from 'zod';
import { inputOf } from '../domain/calls/door.ts';
import { countInput } from '../domain/calls/inputs.ts';
import { refuse } from '../domain/errors.ts';
import type { Caller } from '../work/workspace/context.ts';

/** The default number of rows, and the maximum for interfaces other than the command line. */
export interface RowLimits {
  usual: number;
  most: number;
}

/**
 * Returns the schema of the argument that limits the number of rows. 0 removes the limit.
 * @param what the word for the rows, such as `rows` or `changes`
 */
export const limitInput = (what: string, { usual }: Pick<RowLimits, 'usual'>) =>
  countInput().describe(`Maximum ${what} (default ${usual})`).optional();

/**
 * Returns the maximum number of rows in an answer. A caller on the command line may request any number; other
 * interfaces return at most `most` rows.
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
 * Returns the line about further rows. Returns no line for the command line, which prints it on stderr so that no
 * program reads it as a row.
 */
export function moreLine({ door }: Pick<Caller, 'door'>, line: string | false): string[] {
  return door === 'cli' || line === false ? [] : [line];
}

/** Returns the schema of the argument with the cursor of the next page. */
export const cursorInput = () =>
  z.union([z.string(), z.number()]).transform(String).describe('Cursor from the previous page').optional();

/** Returns the number of rows before the page. @throws BacklogError `usage` */
export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d+$/.test(cursor)) return Number(cursor);
  return refuse('usage', `cursor: expected the cursor of the previous page, received "${cursor}"`, {
    data: { field: 'cursor', received: cursor },
  });
}

/** Returns the line with the place of a page and the cursor of the next one, as {@link moreLine} does. */
export function pageLine(
  caller: Pick<Caller, 'door'>,
  { from, rows, total, next }: { from: number; rows: number; total: number; next?: string | undefined },
): string[] {
  const more = next ? `; ${inputOf(caller.door, 'cursor')} ${next} shows more` : '';
  return moreLine(caller, total > rows && `${from + 1}-${from + rows} of ${total}${more}`);
}
