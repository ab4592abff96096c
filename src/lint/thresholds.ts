/** Thresholds of the lint rules. Each one is also a setting, `lint.<name>`. This table is their only declaration. */
export const LINT_THRESHOLDS = {
  words: {
    fallback: 3,
    least: 1,
    means: 'Words that the description of a task without spec and criteria has at least.',
  },
  staleDays: { fallback: 60, least: 1, means: 'Days after which a task that nobody touched is stale.' },
  activeDays: { fallback: 3, least: 1, means: 'Days after which a started task that nobody holds is stale.' },
  handoffDays: { fallback: 14, least: 1, means: 'Days after which a task that was left unfinished is stale.' },
  hours: { fallback: 16, least: 1, means: 'Hours of estimated effort that one task has at most.' },
  criteria: { fallback: 12, least: 1, means: 'Acceptance criteria that one task has at most.' },
  globs: { fallback: 20, least: 1, means: 'Globs that the scope of one task has at most.' },
  similar: {
    fallback: 80,
    least: 1,
    means: 'Percent of their words that two descriptions share from which on they say the same.',
  },
} as const satisfies Readonly<Record<string, { fallback: number; least: number; means: string }>>;

export type Thresholds = Readonly<Record<keyof typeof LINT_THRESHOLDS, number>>;

/** Returns the name of a threshold's setting. */
export function lintSetting(name: string): string {
  return `lint.${name}`;
}

/** Reads all thresholds from the settings. */
export function thresholdsBy(settingOf: (setting: string) => unknown): Thresholds {
  return Object.fromEntries(
    Object.keys(LINT_THRESHOLDS).map((name) => [name, Number(settingOf(lintSetting(name)))]),
  ) as unknown as Thresholds;
}
