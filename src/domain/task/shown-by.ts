import type { Grade, GradedRun } from './grade.ts';
import type { Task } from './task.ts';
import { weakestGrade } from './task-grades.ts';
import { isBoundTo, seenBy } from './unmet-criteria.ts';

/** The grades of evidence that show what a result does. A test that came with it can say what its author wanted. */
const SHOWS: readonly Grade[] = ['compared', 'ci', 'accepted'];

/**
 * Checks whether evidence for each criterion shows what exactly this result does: its command failed before, or a person
 * looked. A person who approves a result without evidence, or looked at another result, shows nothing.
 */
export function isShownBy(task: Pick<Task, 'acceptance'>, run: GradedRun): boolean {
  const { acceptance = [] } = seenBy(task, run);
  const bound = acceptance.map(({ met, ...criterion }) => ({
    ...criterion,
    ...(met && isBoundTo(met, run) ? { met } : {}),
  }));
  const { verdict: _, evidence: __, ...result } = run;
  return SHOWS.includes(weakestGrade({ acceptance: bound }, result));
}
