import { type ThresholdTable, type ThresholdValues, thresholdsBy } from '../domain/thresholds.ts';

/** Thresholds of the lint rules, with the settings `lint.<name>`. */
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
  failedRuns: {
    fallback: 3,
    least: 1,
    means: 'Number of failed and discarded runs after which `refine` proposes another plan for a task.',
  },
  files: { fallback: 40, least: 2, means: 'Number of changed files of a run above which `refine` proposes a split.' },
  similar: {
    fallback: 80,
    least: 1,
    means: 'Percentage of shared words above which two descriptions count as duplicates.',
  },
} as const satisfies ThresholdTable;

export type Thresholds = ThresholdValues<typeof LINT_THRESHOLDS>;

/** Reads the thresholds from settings. */
export function lintThresholds(settingOf: (setting: string) => unknown): Thresholds {
  return thresholdsBy('lint', LINT_THRESHOLDS, settingOf);
}
