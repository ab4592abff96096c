import { counted } from '../../base/amounts.ts';
import type { Run } from '../records.ts';
import { estimateOf } from '../task/estimate.ts';
import type { Task } from '../task/task.ts';

/** The minimum sizes of a task for which judges write tests. 0: this size doesn't count. */
export interface LargeFrom {
  criteria: number;
  hours: number;
}

const HOUR_MS = 3_600_000;

/** Checks whether a task is large, by the number of its criteria or by its estimate. */
export function isLarge(task: Pick<Task, 'acceptance' | 'estimate'>, { criteria, hours }: LargeFrom): boolean {
  const hasMany = criteria > 0 && (task.acceptance ?? []).length >= criteria;
  return hasMany || (hours > 0 && (estimateOf(task) ?? 0) >= hours * HOUR_MS);
}

type Hidden = NonNullable<Run['hiddenTests']>;

/** Returns the hidden tests that failed on a run's present result and that nobody called wrong: its open question. */
export function disputedTests({ hiddenTests, result }: Pick<Run, 'hiddenTests' | 'result'>): Hidden['tests'] {
  if (!hiddenTests || hiddenTests.commit !== result?.commit) return [];
  return hiddenTests.tests.filter(({ outcome, wrong }) => outcome === 'failed' && !wrong);
}

/**
 * Asks a person about the hidden tests that failed. The question is open only in review. Says nothing about their content,
 * because agents can read it.
 */
export function hiddenQuestion(run: Pick<Run, 'hiddenTests' | 'result' | 'state'>): string | undefined {
  const { length } = run.state === 'review' ? disputedTests(run) : [];
  if (length === 0) return undefined;
  return `${counted(length, 'hidden test')} of ${run.hiddenTests!.by} failed on the result: is the result wrong, or the test?`;
}
