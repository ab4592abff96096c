import { DATE_DIFFERENCES } from './dates.ts';
import type { Difference } from './difference.ts';
import { TERM_DIFFERENCES } from './terms.ts';
import { VALUE_DIFFERENCES } from './values.ts';

/**
 * Differences for users of Taskwarrior. All other behaviour should be equal; tests compare it with recorded output of
 * Taskwarrior.
 */
export const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  'Terms and operators': TERM_DIFFERENCES,
  'Attributes and values': VALUE_DIFFERENCES,
  Dates: DATE_DIFFERENCES,
};
