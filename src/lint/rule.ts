import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { isStep, type Task, taskName } from '../domain/task/task.ts';
import type { LintKind } from './lint-output.ts';
import type { Thresholds } from './thresholds.ts';

/** Input of the rules. */
export interface LintContext {
  facts: Facts;
  /** All pending tasks, including waiting ones, in the order of their ids. */
  pending: readonly Task[];
  /** The pending tasks without open subtasks that are neither recurring instances nor from a client's to-do list. */
  single: readonly Task[];
  limits: Thresholds;
  /** Uuids of archived tasks that pending tasks refer to. */
  archived: ReadonlySet<string>;
}

/** Builds the input of the lint rules, with the tasks to check. */
export function lintContext(facts: Facts, limits: Thresholds, archived: ReadonlySet<string> = new Set()): LintContext {
  const { queue } = facts;
  const pending = [...queue.open()].filter(({ status }) => status === 'pending').sort((a, b) => a.id - b.id);
  const single = pending.filter((task) => !task.template && !isStep(task) && !queue.hasOpenSubtasks(task));
  return { facts, pending, single, limits, archived };
}

export interface FoundFlaw<Detail = undefined> {
  task: Task;
  /** The flaw as a sentence about the task, without a full stop. */
  why: string;
  /** Other tasks that `why` names. */
  others?: readonly Task[];
  /** Facts that the rule's `mend` needs to fix this flaw. */
  detail: Detail;
}

/** Finds one kind of flaw and suggests how to fix it. */
export interface LintRule<Detail = unknown> {
  name: LintKind;
  /** Noun phrase for the documentation: the tasks that have this flaw. */
  means: string;
  find(context: LintContext): Iterable<FoundFlaw<Detail>>;
  /** Returns the calls that fix the flaw, the likeliest first. */
  mend(found: FoundFlaw<Detail>): readonly Call[];
}

/** Declares a rule. It only helps type inference: `mend` receives the type that `find` yields. */
export function rule<Detail>(row: LintRule<Detail>): LintRule {
  return row as unknown as LintRule;
}

export function modify({ id }: Pick<Task, 'id'>, fields: Readonly<Record<string, unknown>>): Call {
  return { command: 'task_modify', words: { filter: String(id) }, flags: fields };
}

/** Maximum length of a quoted description in a sentence, in characters. */
const QUOTED = 60;

/** Formats a task for a sentence about another one: `#15 Fix login`. */
export function numberedDescription(task: Task): string {
  return taskName({ ...task, description: clip(task.description, QUOTED) });
}

export function quote({ description }: Task): string {
  return inQuotes(clip(description, QUOTED));
}
