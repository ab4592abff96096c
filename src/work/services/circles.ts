import { findWaitCycle } from '../../domain/queue/graph.ts';
import type { Linked } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Context } from '../workspace/context.ts';
import { type Resolve, type StepField, thereValues } from './values.ts';

/** Why a link is open whose task lacks a reference that would form a circle. It is tried again once it forms none. */
export const IN_CIRCLE = 'it refers to an issue that it blocks';

const REFERENCES = ['parent', 'depends'] as const;
type References = Partial<Record<(typeof REFERENCES)[number], string | readonly string[]>>;

/** Returns the fields of a task that lack a reference which it should get. */
export function lackingReferences(task: Task, take: ReadonlyMap<StepField, unknown>): StepField[] {
  const listed = (value: unknown) => [value ?? []].flat();
  return REFERENCES.filter((field) => listed(take.get(field)).some((one) => !listed(task[field]).includes(one)));
}

/** Checks whether the references of an item would form a circle in the queue as it is now. */
export function isInCircle({ queue }: Pick<Context, 'queue'>, linked: Linked, links: Resolve): boolean {
  const task = queue.get(linked.task);
  const { parent, depends } = thereValues(linked, undefined, links).values as References;
  const references = {
    ...(typeof parent === 'string' ? { parent } : {}),
    ...(typeof depends === 'object' ? { depends } : {}),
  };
  return task !== undefined && findWaitCycle(queue, { uuid: task.uuid, ...references }) !== undefined;
}
