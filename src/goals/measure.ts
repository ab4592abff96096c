/** A record with a measure: an outcome or a goal. */
export interface Measured {
  measure?: string | undefined;
  baseline?: number | undefined;
  target?: number | undefined;
  by?: string | undefined;
  readings?: readonly { at: string; value: number; note?: string | undefined }[] | undefined;
}

/** Returns the newest reading. Readings may be entered in any order. */
export function lastReading({ readings = [] }: Measured): { at: string; value: number } | undefined {
  return readings.reduce<{ at: string; value: number } | undefined>(
    (last, each) => (last === undefined || each.at >= last.at ? each : last),
    undefined,
  );
}

/**
 * Returns how much of the way from the baseline to the target is done, 0 to 100. It works for falling targets, too.
 * @returns undefined without a reading, a baseline or a target
 */
export function movedPercent(of: Measured): number | undefined {
  const current = lastReading(of)?.value;
  if (current === undefined || of.baseline === undefined || of.target === undefined) return undefined;
  if (of.target === of.baseline) return isReached(of) ? 100 : 0;
  const part = (current - of.baseline) / (of.target - of.baseline);
  return Math.round(Math.min(1, Math.max(0, part)) * 100);
}

/** Checks whether the newest reading is at the target or past it. Without a baseline, a higher value is better. */
export function isReached(of: Measured): boolean {
  const current = lastReading(of)?.value;
  if (current === undefined || of.target === undefined) return false;
  const falls = of.baseline !== undefined && of.target < of.baseline;
  return falls ? current <= of.target : current >= of.target;
}

/**
 * Formats a measure: `p95 ms: 400 → 50, last 120 (2026-07-30)`.
 * @param dayText formats the day of an instant
 * @returns undefined without a measure or a target
 */
export function measureText(of: Measured, dayText = (at: string): string => at.slice(0, 10)): string | undefined {
  if (of.measure === undefined && of.target === undefined) return undefined;
  const last = lastReading(of);
  const way = [of.baseline, of.target].filter((value) => value !== undefined).join(' → ');
  const parts = [way, last && `last ${last.value} (${dayText(last.at)})`, of.by && `by ${dayText(of.by)}`];
  const said = parts.filter(Boolean).join(', ');
  return [of.measure, said].filter(Boolean).join(': ');
}
