import { DAY_MS } from '../base/day.ts';

/** Clocks of machines that share a queue differ by some seconds. */
const GRAIN_MS = 10_000;

/**
 * Checks whether a stored pause still counts. Somebody can have set the clock since: a pause that begins in the future, or
 * that would last longer than a day, is over, because an early request only brings the pause anew.
 * @param since the time at which the pause began. Earlier versions stored none
 */
export function stillWaits({ since, until }: { since?: number | undefined; until: number }, now: number): boolean {
  const began = since ?? until - DAY_MS;
  return began <= now + GRAIN_MS && now < until && until - began <= DAY_MS + GRAIN_MS;
}
