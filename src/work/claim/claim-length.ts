import { DAY_MS } from '../../base/day.ts';
import type { Claim } from '../../domain/records.ts';

/** An end of a claim that a person chose. */
export type ClaimEnd = Required<Pick<Claim, 'lasts' | 'expires'>>;

/** The `expires` of a claim that lasts until somebody releases it. */
export const NEVER = '9999-12-31T23:59:59Z';

/** The shortest and the longest claim of a person, in ms. */
export const CLAIM_LENGTH_MS = { least: 60_000, most: 366 * DAY_MS } as const;

/** The setting with the usual length of a person's claim. */
export const USUAL_CLAIM = 'claims.length';

/** Matches the values of {@link USUAL_CLAIM}: up to 999 minutes, hours or days, at most a year, or `released`. */
export const CLAIM_LENGTH =
  /^(?:released|[1-9]\d{0,2} ?(?:min|minutes?|h|hours?)|(?:[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5]) ?(?:d|days?))$/;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: DAY_MS } as const;

/** Converts a length that matches {@link CLAIM_LENGTH}, but isn't `released`, to milliseconds. */
export function claimLengthMs(length: string): number {
  return Number.parseInt(length, 10) * UNIT_MS[/[mhd]/.exec(length)![0] as keyof typeof UNIT_MS];
}
