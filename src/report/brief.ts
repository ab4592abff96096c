import * as z from 'zod';
import { typedAs } from '../base/shape.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { ancestorTasks, known, openDependents, tasksOf } from '../domain/queue/graph.ts';
import { grading } from '../domain/task/grade.ts';
import { holdsDependents, type Task } from '../domain/task/task.ts';
import { taskWhy } from './goals/task-why.ts';
import { type StateWord, stateWord } from './state-word.ts';

const fields = () => ({
  task: task(),
  state: z.string<StateWord>(),
  parents: tasks(),
  /** The tasks that this task depends on: `waitsFor` has those that block it, `after` the closed ones. */
  waitsFor: tasks(),
  after: tasks(),
  unblocks: tasks(),
  subtasks: tasks(),
  /** Linked tasks that are still in the queue. */
  links: z.array(z.strictObject({ type: z.string(), task: task() })),
  /** Full body of the document `spec`; null if there is none. */
  spec: z.string().nullable(),
  /** The reason why the document `spec` exists but can't be read. */
  unreadable: z.string().exactOptional(),
  docs: z.array(z.string()),
  /** The task's attachments, sorted by name. */
  attachments: z.array(stored('attachment')),
  claims: z.array(stored('claim')),
  /** Other holders' claims that matter for the brief's reader and have a scope. */
  others: z.array(stored('claim')),
  /** The grades of the evidence for the task's criteria. Absent without criteria. */
  grades: z.array(grading()).exactOptional(),
  /** Why the task exists. Absent in a queue without goals. */
  why: taskWhy().exactOptional(),
  /** All repositories of the workspace. If it has several, a scope begins with the name of its repository. */
  repositories: z.array(stored('repository')),
});

/** The context that an agent or a person needs to do a task. */
export type Brief = z.output<z.ZodObject<ReturnType<typeof fields>>>;
export const brief = () => typedAs<Brief>(z.looseObject(fields()));

/** The brief without the task itself, for outputs that already contain the task in another form. */
export type BriefWithoutTask = Omit<Brief, 'task'>;
export const around = () => {
  const { task: _, ...others } = fields();
  return typedAs<BriefWithoutTask>(z.looseObject(others));
};

export function briefOf(
  task: Task,
  facts: Facts,
  more: Pick<Brief, 'spec' | 'unreadable' | 'attachments' | 'others' | 'repositories' | 'why' | 'grades'>,
): Brief {
  const { queue } = facts;
  const depends = known(queue, task.depends ?? []);
  return {
    task,
    state: stateWord(task, facts),
    parents: known(queue, ancestorTasks(queue, task)),
    waitsFor: depends.filter(holdsDependents),
    after: depends.filter((other) => !holdsDependents(other)),
    unblocks: openDependents(queue, task),
    subtasks: tasksOf(queue, queue.children(task.uuid)),
    links: (task.links ?? []).flatMap(({ type, uuid }) => known(queue, [uuid]).map((found) => ({ type, task: found }))),
    docs: [...facts.docNames(task.uuid)],
    claims: [...facts.claimsOf(task.uuid)],
    ...more,
  };
}
