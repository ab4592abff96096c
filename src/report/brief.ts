import * as z from 'zod';
import { typedAs } from '../base/shape.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { ancestorTasks, known, openDependents, tasksOf } from '../domain/queue/graph.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type StateWord, stateWord } from './state-word.ts';

const fields = () => ({
  task: task(),
  state: z.string<StateWord>(),
  parents: tasks(),
  /** Dependencies that are open, and those that are not any more. */
  waitsFor: tasks(),
  after: tasks(),
  unblocks: tasks(),
  subtasks: tasks(),
  /** What its links lead to, those that are still there. */
  links: z.array(z.strictObject({ type: z.string(), task: task() })),
  /** Body of the document `spec`, whole; null when there is none. */
  spec: z.string().nullable(),
  /** Why the specification, which there is, could not be read. */
  unreadable: z.string().exactOptional(),
  docs: z.array(z.string()),
  /** The files kept with it, by name. */
  attachments: z.array(stored('attachment')),
  /** The claims on this task. */
  claims: z.array(stored('claim')),
  /** Claims of others that have a scope, as the brief's reader sees them. */
  others: z.array(stored('claim')),
  /** Those of the workspace: where there are several, scopes name theirs. */
  repositories: z.array(stored('repository')),
});

/** Everything that an agent or a person needs to know to do a task. */
export type Brief = z.output<z.ZodObject<ReturnType<typeof fields>>>;
export const brief = () => typedAs<Brief>(z.looseObject(fields()));

/** The brief without the task itself, for answers that show the task in another way. */
export type BriefWithoutTask = Omit<Brief, 'task'>;
export const around = () => {
  const { task: _, ...others } = fields();
  return typedAs<BriefWithoutTask>(z.looseObject(others));
};

export function briefOf(
  task: Task,
  facts: Facts,
  more: Pick<Brief, 'spec' | 'unreadable' | 'attachments' | 'others' | 'repositories'>,
): Brief {
  const { queue } = facts;
  const depends = known(queue, task.depends ?? []);
  return {
    task,
    state: stateWord(task, facts),
    parents: known(queue, ancestorTasks(queue, task)),
    waitsFor: depends.filter(isOpen),
    after: depends.filter((other) => !isOpen(other)),
    unblocks: openDependents(queue, task),
    subtasks: tasksOf(queue, queue.children(task.uuid)),
    links: (task.links ?? []).flatMap(({ type, uuid }) => known(queue, [uuid]).map((found) => ({ type, task: found }))),
    docs: [...facts.docNames(task.uuid)],
    claims: [...facts.claimsOf(task.uuid)],
    ...more,
  };
}
