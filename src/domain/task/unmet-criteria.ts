import { callOf, type Door } from '../calls/door.ts';
import type { Task } from './task.ts';

type Criterion = NonNullable<Task['acceptance']>[number];
export type CriterionEvidence = NonNullable<Criterion['met']>;

/** Is there evidence for a criterion that no later commit and no run that was given up left behind? */
export function isProven({ met }: Pick<Criterion, 'met'>): boolean {
  return met !== undefined && met.outdated === undefined;
}

/** The acceptance criteria of a task for which there is no evidence that counts. */
export function unmetOf({ acceptance = [] }: Pick<Task, 'acceptance'>): Criterion[] {
  return acceptance.filter((criterion) => !isProven(criterion));
}

/** The task with each evidence as `judge` says; the same task when it changes none. */
export function withEvidence(task: Task, judge: (met: CriterionEvidence) => CriterionEvidence): Task {
  const { acceptance = [] } = task;
  const judged = acceptance.map((criterion) => {
    const met = criterion.met && judge(criterion.met);
    return met === criterion.met ? criterion : { ...criterion, met };
  });
  return judged.some((criterion, i) => criterion !== acceptance[i]) ? { ...task, acceptance: judged } : task;
}

/** That a task has some, as the beginning of a line that ends with them. */
export const unmetText = ({ id }: Pick<Task, 'id'>): string => `task ${id} has unmet acceptance criteria`;

export const criterionText = ({ id, text }: Criterion): string => `[${id}] ${text}`;

/** The call that proves one criterion, as the reader's door spells it. */
export function evidenceCall({ id }: Pick<Task, 'id'>, criterion: string, door: Door | undefined): string {
  return door === 'cli'
    ? callOf(door, 'task_annotate', `${id} --criterion ${criterion} "npm test: 41 passed"`)
    : `task_annotate {"id": ${id}, "criterion": "${criterion}", "text": "npm test: 41 passed"}`;
}
