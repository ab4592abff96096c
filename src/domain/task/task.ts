import { inQuotes } from '../../base/quote.ts';
import type { RecordOf, TaskFields } from '../fields/table.ts';

/** A stored task: exactly the fields of the table. Derived values (waiting, blocked, urgency, …) are never stored. */
export interface Task extends RecordOf<TaskFields> {}

export type Status = Task['status'];
export type Priority = NonNullable<Task['priority']>;
export type Annotation = NonNullable<Task['annotations']>[number];
/** A glob relative to the root of a repository. `repo` names another repository of the workspace. */
export type ScopeEntry = NonNullable<Task['scope']>[number];
export type Handoff = NonNullable<Task['handoff']>;
/** The reason why the orchestrator waits for a person before it starts a task. */
export type Awaits = NonNullable<Task['awaits']>;
export type Obstacle = NonNullable<Task['obstacle']>;

/**
 * Returns how an agent or a script added a task that no person changed since: with its run, if it had one. A decision about a
 * run of the task changes nothing about that.
 */
export function additionOf(awaits: Awaits | undefined): NonNullable<Awaits['added']> | undefined {
  if (awaits?.why !== 'added') return awaits?.added;
  return awaits.run === undefined ? {} : { run: awaits.run };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

/** Is the task completed or deleted? */
export function isClosed({ status }: { status?: unknown }): boolean {
  return status === 'completed' || status === 'deleted';
}

export function isOpen(task: Pick<Task, 'status'>): boolean {
  return !isClosed(task);
}

/** Checks whether a completed task's work is not on the branch, or whether git wasn't asked yet. */
export function isOffBranch({ status, offBranch }: Pick<Task, 'status' | 'offBranch'>): boolean {
  return status === 'completed' && offBranch !== undefined;
}

/**
 * Checks whether the dependents of a task wait for it. Only its completion ends that, with its work on the branch: a
 * deleted task did nothing of what they need.
 */
export function holdsDependents(task: Pick<Task, 'status' | 'offBranch'>): boolean {
  return task.status !== 'completed' || isOffBranch(task);
}

/** Checks whether somebody works on the task in another tool. A start by a person, an acceptance or the tool ends that. */
export function isElsewhere({ handoff }: Pick<Task, 'handoff'>): boolean {
  return handoff?.elsewhere === true;
}

/** The tag that stops work on a task. The label `backlog:stop` of an item becomes it, whatever prefix its source has. */
export const STOP_TAG = 'backlog-stop';

/** Checks whether somebody called for a stop of the work on a task. Only a person starts it then. */
export function isStopped({ tags = [] }: Pick<Task, 'tags'>): boolean {
  return tags.includes(STOP_TAG);
}

/** Checks whether a task is a step: a copy of an item in a session's own to-do list, which only that session does. */
export function isStep({ source }: Pick<Task, 'source'>): boolean {
  return source?.kind === 'claude-code' && source.list !== undefined;
}

/** Checks whether a task has text that waits until a person accepts it, because nobody trusts its author. */
export function isFromOutside(awaits: Awaits | undefined): awaits is Awaits {
  return awaits?.why === 'outside';
}

/** The fields by which a text names a task: those of the task, or of an answer (`rawTitleOf`). */
export type Named = Pick<Task, 'id' | 'description'> & Partial<Pick<Task, 'awaits'>> & { outside?: true | undefined };

/** Returns by what a text names a task of which only these fields are known, such as a removed one. */
export function namedIn(fields: Readonly<Record<string, unknown>>): Named | undefined {
  const { id, description } = fields;
  if (typeof id !== 'number' || typeof description !== 'string') return undefined;
  return { id, description, outside: isOutsideIn(fields) };
}

/** Checks of which only fields of a task are known whether it has text from outside. */
export function isOutsideIn({ awaits }: Readonly<Record<string, unknown>>): true | undefined {
  const why = typeof awaits === 'object' && awaits !== null && 'why' in awaits ? awaits.why : undefined;
  return why === 'outside' ? true : undefined;
}

/**
 * Returns a task's title for a text: in quotation marks while it waits for a person, because nobody trusts its author.
 * Answers for programs have the title without marks (`rawTitleOf`).
 */
export const titleOf = (task: Omit<Named, 'id'>): string =>
  isNamedOutside(task) ? inQuotes(task.description) : task.description;

/** Checks whether a named task has text from outside. */
export const isNamedOutside = ({ awaits, outside }: Pick<Named, 'awaits' | 'outside'>): boolean =>
  outside === true || isFromOutside(awaits);

/**
 * Names a task in a sentence or a list of names: `#12 Fix login`. Without the sign, "blocked by 1 Login" would read as a
 * count. Tables, whose first column is the number, don't need it.
 */
export const taskName = ({ id, ...task }: Named): string => `#${id} ${titleOf(task)}`;
