import { callOf, type Door } from './door.ts';
import type { Task } from './task.ts';

type Criterion = NonNullable<Task['acceptance']>[number];

/** The acceptance criteria of a task for which there is no evidence. */
export function unmetOf({ acceptance = [] }: Pick<Task, 'acceptance'>): Criterion[] {
  return acceptance.filter(({ met }) => !met);
}

/** That they are unmet, in a line. */
export function unmetText({ id }: Pick<Task, 'id'>, unmet: readonly Criterion[]): string {
  return `task ${id} has unmet acceptance criteria: ${unmet.map((c) => `[${c.id}] ${c.text}`).join('; ')}`;
}

/** The call that proves one criterion, as the reader's door spells it. */
export function evidenceCall({ id }: Pick<Task, 'id'>, criterion: string, door: Door | undefined): string {
  return door === 'cli'
    ? callOf(door, 'task_annotate', `${id} --criterion ${criterion} "npm test: 41 passed"`)
    : `task_annotate {"id": ${id}, "criterion": "${criterion}", "text": "npm test: 41 passed"}`;
}
