import { isValueOf } from '../../../domain/kinds/schemas.ts';
import { locationText, type TaskRow } from '../../../sources/index.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

/** Returns the origin in a row. @returns undefined for a row without one, or whose origin can't be read */
export function readOrigin({ known: { source } }: Pick<TaskRow, 'known'>): TaskOrigin | undefined {
  return source !== undefined && isValueOf('task', 'source', source) ? source : undefined;
}

/** Returns the origin of a row of which is known that it has one. @throws Error for another row */
export function rowOrigin(row: Pick<TaskRow, 'known' | 'place'>): TaskOrigin {
  const origin = readOrigin(row);
  if (origin) return origin;
  throw new Error(`${locationText(row.place)} has no origin: ${JSON.stringify(row.known.source)}`);
}

/** Returns the key of a row's origin. */
export const rowKey = (row: TaskRow): string => originKey(rowOrigin(row));
