/** Thresholds of the lint rules. Each one is also a setting, `lint.<name>`, which is declared by its row here. */
export const LINT_THRESHOLDS = {
  words: {
    fallback: 3,
    least: 1,
    means: 'Minimum number of words in the description of a task without a spec and criteria.',
  },
  staleDays: { fallback: 60, least: 1, means: 'Days without a change after which a task is stale.' },
  activeDays: { fallback: 3, least: 1, means: 'Days after which an active task without a claim is stale.' },
  handoffDays: { fallback: 14, least: 1, means: 'Days after which a task with a handoff note is stale.' },
  hours: { fallback: 16, least: 1, means: 'Maximum estimate of one task, in hours.' },
  criteria: { fallback: 12, least: 1, means: 'Maximum number of acceptance criteria of one task.' },
  globs: { fallback: 20, least: 1, means: 'Maximum number of globs in the scope of one task.' },
  similar: {
    fallback: 80,
    least: 1,
    means: 'Percentage of shared words above which two descriptions count as duplicates.',
  },
} as const satisfies Readonly<Record<string, { fallback: number; least: number; means: string }>>;

export type Thresholds = Readonly<Record<keyof typeof LINT_THRESHOLDS, number>>;

export function lintSetting(name: string): string {
  return `lint.${name}`;
}

export function thresholdsBy(settingOf: (setting: string) => unknown): Thresholds {
  return Object.fromEntries(
    Object.keys(LINT_THRESHOLDS).map((name) => [name, Number(settingOf(lintSetting(name)))]),
  ) as unknown as Thresholds;
}
