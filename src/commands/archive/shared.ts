import * as z from 'zod';
import { callOf } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { formatFull } from '../../time/index.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The schema of a quarter such as `2026-Q3`, in upper or lower case. */
export const quarterInput = () =>
  z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^\d{4}-Q[1-4]$/, 'expected a quarter, such as 2026-Q3')
    .describe('Quarter in which they were closed: 2026-Q3');

/** Returns a note with the requested ids that the archive doesn't contain. */
export function missedNotes(missed: readonly string[], quarter: string | undefined): { notes?: string[] } {
  const where = quarter === undefined ? '' : ` in ${quarter}`;
  return missed.length === 0 ? {} : { notes: [`Not archived${where}: ${missed.join(', ')}.`] };
}

export function noneFits({ caller }: Context): string {
  return `No archived task matches. ${callOf(caller, 'task_archive_list')} counts the archived tasks by quarter.`;
}

/** Formats an instant with date and time: `2026-11-21 05:26 UTC`. */
export function fullInstant(instant: string, { clock }: Context): string {
  return formatFull(fromInstant(instant), clock.zone);
}
