/** Values from which the plan's health finds a problem. Each one is also a setting, `goals.<name>`. */
export const GOAL_THRESHOLDS = {
  idleDays: { fallback: 14, least: 1, means: 'Days without a change after which a goal in `now` is idle.' },
  readingDays: { fallback: 30, least: 1, means: 'Days after which the last reading of an outcome is too old.' },
  betsNow: { fallback: 3, least: 1, means: 'Maximum number of bets in `now`.' },
} as const satisfies Readonly<Record<string, { fallback: number; least: number; means: string }>>;

export type HealthLimits = Readonly<Record<keyof typeof GOAL_THRESHOLDS, number>>;

export const goalSetting = (name: string) => `goals.${name}`;

/** Reads the limits from settings. */
export function healthLimits(settingOf: (setting: string) => unknown): HealthLimits {
  return Object.fromEntries(
    Object.keys(GOAL_THRESHOLDS).map((name) => [name, Number(settingOf(goalSetting(name)))]),
  ) as unknown as HealthLimits;
}
