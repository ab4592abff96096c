import * as z from 'zod';
import { type Shape, typedAs } from '../base/shape.ts';
import { dayAt, dayOf, readerNow, startOfDate } from '../domain/date-in-zone.ts';
import { fromInstant } from '../domain/instant.ts';
import { task } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { otherRepositories } from '../domain/scope-text.ts';
import { inTheWay, objection } from '../domain/task/objections.ts';
import { isOpen, type Priority, type Task, titleOf } from '../domain/task/task.ts';
import { hasPassed } from '../domain/task-date.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/urgency/coefficients.ts';
import { urgency } from '../domain/urgency/urgency.ts';
import type { Clock } from '../time/index.ts';
import { type StateWord, stateWord } from './state-word.ts';

/** A task as a row of a table. `due` is in epoch milliseconds, `age` in milliseconds. */
export interface TaskLine {
  id: number;
  priority?: Priority | undefined;
  state: StateWord;
  due?: number | undefined;
  /** Set if the due date of an open task is today or has passed. */
  pressing?: 'overdue' | 'today' | undefined;
  age: number;
  urgency: number;
  project?: string | undefined;
  tags: readonly string[];
  agent?: string | undefined;
  /** Names of the repositories in the scope, except the home repository. */
  repositories?: readonly string[] | undefined;
  /** Of an author whom nobody trusts, in quotation marks. */
  description: string;
}

/** Values that are computed for the output: urgency, state, and the reasons that block the approval of the result. */
export const derived = () =>
  z.strictObject({
    urgency: z.number(),
    state: z.string<StateWord>(),
    objections: z.array(objection()).exactOptional(),
  });
export type Derived = Shape<typeof derived>;

export type WordedTask = Task & Derived;
export const wordedTask = () => typedAs<WordedTask>(z.intersection(task(), z.looseObject(derived().shape)));

/** Returns a task with its computed values. */
export function wordedTaskOf(task: Task, facts: Facts, coefficients: Coefficients = DEFAULT_COEFFICIENTS): WordedTask {
  return { ...task, ...derivedOf(task, facts, coefficients) };
}

/** Returns only the computed values, so that thousands of cards don't copy the task's fields. */
export function derivedOf(task: Task, facts: Facts, coefficients: Coefficients): Derived {
  const run = facts.latestRun(task.uuid);
  const objections = run ? inTheWay({ run, task, found: facts.findingsOf(run.id) }) : [];
  return {
    urgency: Math.round(urgency(task, facts, coefficients) * 10_000) / 10_000,
    state: stateWord(task, facts),
    ...(objections.length > 0 ? { objections } : {}),
  };
}

/** Returns a task as a row of a table. The facts determine its age, its state and whether it is due. */
export function taskLine(task: Task, facts: Facts, coefficients: Coefficients = DEFAULT_COEFFICIENTS): TaskLine {
  return taskLineOf(wordedTaskOf(task, facts, coefficients), facts);
}

/** Returns a task whose urgency and state are known as a row of a table. */
export function taskLineOf(task: WordedTask, clock: Clock): TaskLine {
  const { id, priority, state, due, entry, urgency: score, project, tags = [], agent, scope } = task;
  return {
    ...{ id, priority, state, project, tags, agent, description: titleOf(task) },
    due: due === undefined ? undefined : startOfDate(due, clock.zone),
    pressing: pressing(task, clock),
    age: clock.now - fromInstant(entry),
    urgency: score,
    repositories: otherRepositories(scope),
  };
}

/** Checks whether the due date of an open task is today or has passed. */
export function pressing({ due, status }: Pick<Task, 'due' | 'status'>, clock: Clock): TaskLine['pressing'] {
  if (due === undefined || !isOpen({ status })) return undefined;
  if (hasPassed(due, readerNow(clock))) return 'overdue';
  return dayOf(due, clock.zone) <= dayAt(clock.now, clock.zone) ? 'today' : undefined;
}
