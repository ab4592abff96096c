import type { Claim } from '../domain/claim.ts';
import type { Attachment } from '../domain/kinds/attachment.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { ancestors, known, openDependents, tasksOf } from '../domain/queue/graph.ts';
import type { Repository } from '../domain/repository.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type StateWord, stateWord } from './state-word.ts';

/** All that somebody who is to do a task needs to know. */
export interface Brief {
  task: Task;
  state: StateWord;
  parents: Task[];
  /** Dependencies that are open, and those that are not any more. */
  waitsFor: Task[];
  after: Task[];
  unblocks: Task[];
  subtasks: Task[];
  /** What its links lead to, those that are still there. */
  links: { type: string; task: Task }[];
  /** Body of the document `spec`, whole; null when there is none. */
  spec: string | null;
  /** Why the specification, which there is, could not be read. */
  unreadable?: string;
  docs: readonly string[];
  /** The files kept with it, by name. */
  attachments: readonly Attachment[];
  /** The claims on this task. */
  claims: readonly Claim[];
  /** Claims of others with a scope, by whoever reads the brief. */
  others: readonly Claim[];
  /** Those of the workspace: where there are several, scopes name theirs. */
  repositories: readonly Repository[];
}

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
    parents: known(queue, ancestors(queue, task)),
    waitsFor: depends.filter(isOpen),
    after: depends.filter((other) => !isOpen(other)),
    unblocks: openDependents(queue, task),
    subtasks: tasksOf(queue, queue.children(task.uuid)),
    links: (task.links ?? []).flatMap(({ type, uuid }) => known(queue, [uuid]).map((found) => ({ type, task: found }))),
    docs: facts.docNames(task.uuid),
    claims: facts.claimsOf(task.uuid),
    ...more,
  };
}
