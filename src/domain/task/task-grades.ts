import { ciCheckOf, ciOutcome } from '../runs/answers/ci-answer.ts';
import { GRADE_ORDER, type Grade, type GradedRun, gradingOf } from './grade.ts';
import type { Task } from './task.ts';
import { isBoundTo, isProven, seenBy } from './unmet-criteria.ts';

/** Counts criteria whose evidence is nothing but a claim. */
export function claimedOf(run: GradedRun | undefined, task: Pick<Task, 'acceptance'>): number {
  const { acceptance = [] } = run ? seenBy(task, run) : task;
  return acceptance.filter((criterion) => isProven(criterion) && gradingOf({ criterion, run }).grade === 'claimed')
    .length;
}

/**
 * Counts the criteria with evidence of a run's result. A criterion whose own command failed on it is not met, whoever says so.
 * @returns `[met, all]`; undefined without criteria
 */
export function metBy(run: GradedRun, task: Pick<Task, 'acceptance'>): [met: number, all: number] | undefined {
  const { acceptance = [] } = seenBy(task, run);
  const met = acceptance.filter((criterion) => isProven(criterion) && !gradingOf({ criterion, run }).failed);
  return acceptance.length > 0 ? [met.length, acceptance.length] : undefined;
}

/** Returns the commands and CI checks of criteria that failed on a run's result. */
export function failedOf({ acceptance = [] }: Pick<Task, 'acceptance'>, run: GradedRun): string[] {
  return acceptance.flatMap((criterion) => (criterion.by && gradingOf({ criterion, run }).failed ? criterion.by : []));
}

/** Lists the CI checks that criteria name, and that have no outcome on the result yet. */
export function awaitedInCi({ acceptance = [] }: Pick<Task, 'acceptance'>, run: GradedRun): string[] {
  return acceptance.flatMap(({ by }) => {
    const name = ciCheckOf(by);
    return name === undefined || ciOutcome({ by }, run)?.ok !== undefined ? [] : [name];
  });
}

/** Returns the weakest grade of a task's criteria. Without criteria or evidence, all is a claim. */
export function weakestGrade(task: Pick<Task, 'acceptance'>, run: GradedRun): Grade {
  const { acceptance = [] } = seenBy(task, run);
  const places = acceptance.map((criterion) => GRADE_ORDER.indexOf(gradingOf({ criterion, run }).grade ?? 'claimed'));
  return GRADE_ORDER[Math.min(...places)] ?? 'claimed';
}

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
