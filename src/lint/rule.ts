import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import type { Thresholds } from './thresholds.ts';

/** What rules look at. */
export interface LintContext {
  facts: Facts;
  /** Every pending task, waiting ones too. */
  pending: readonly Task[];
  /** Those of them that somebody is to do: no open subtasks, no instance of a series, no task of a client's own list. */
  single: readonly Task[];
  limits: Thresholds;
  /** uuids of the tasks that pending ones name and that are in the archive. */
  archived: ReadonlySet<string>;
}

/** What a rule found about one task. */
export interface FoundFlaw<Detail = undefined> {
  task: Task;
  /** What is wrong, as one sentence about the task, without its full stop. */
  why: string;
  /** Other tasks that the sentence is about. */
  others?: readonly Task[];
  /** What `mend` needs besides. */
  detail: Detail;
}

/** One kind of flaw. */
export interface Rule<Detail = unknown> {
  name: string;
  /** For the documentation: what is found, as a phrase. */
  means: string;
  find(look: LintContext): Iterable<FoundFlaw<Detail>>;
  /** The call that mends it, the likeliest first where there are several ways. */
  mend(found: FoundFlaw<Detail>): readonly Call[];
}

/** Declares a rule; exists for its type inference: `mend` gets what `find` found. */
export function rule<Detail>(row: Rule<Detail>): Rule {
  return row as unknown as Rule;
}

/** The call that changes fields of a task. */
export function modify({ id }: Pick<Task, 'id'>, fields: Readonly<Record<string, unknown>>): Call {
  return { command: 'task_modify', words: { filter: String(id) }, flags: fields };
}
