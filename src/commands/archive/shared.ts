import * as z from 'zod';
import { fromInstant } from '../../domain/instant.ts';
import { formatFull } from '../../time/index.ts';
import type { Context } from '../../work/workspace/context.ts';

/** `2026-Q3`, in any case. */
export const quarterInput = () =>
  z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^\d{4}-Q[1-4]$/, 'expected a quarter, such as 2026-Q3')
    .describe('2026-Q3: closed in it');

/** `2026-11-21 05:26 UTC` */
export function dateText(instant: string, { clock }: Context): string {
  return formatFull(fromInstant(instant), clock.zone);
}
