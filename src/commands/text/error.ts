import type { BacklogError } from '../../domain/errors.ts';
import { caretLine } from '../../filter/index.ts';

/** What went wrong, where in the filter it is, and what to do: one to four lines. */
export function errorText(error: BacklogError): string {
  const { filter, offset, length } = (error.data ?? {}) as { filter?: string; offset?: number; length?: number };
  const place =
    filter !== undefined && offset !== undefined ? [caretLine(filter, { offset, length: length ?? 1 })] : [];
  return [error.message, ...place, ...(error.hint ? [error.hint] : [])].join('\n');
}
