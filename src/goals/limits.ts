import { type ThresholdTable, type ThresholdValues, thresholdsBy } from '../domain/thresholds.ts';

/** Values from which the plan's health finds a problem. Their settings are `goals.<name>`. */
export const GOAL_THRESHOLDS = {
  idleDays: { fallback: 14, least: 1, means: 'Days without a change after which a goal in `now` is idle.' },
  readingDays: { fallback: 30, least: 1, means: 'Days after which the last reading of an outcome is too old.' },
  betsNow: { fallback: 3, least: 1, means: 'Maximum number of bets in `now`.' },
} as const satisfies ThresholdTable;

export type HealthLimits = ThresholdValues<typeof GOAL_THRESHOLDS>;

/** Reads the limits from settings. */
export function healthLimits(settingOf: (setting: string) => unknown): HealthLimits {
  return thresholdsBy('goals', GOAL_THRESHOLDS, settingOf);
}
