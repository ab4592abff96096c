import { dayOf } from '../../../domain/date-in-zone.ts';
import { WORKSPACE } from '../../../domain/document-owner.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import { stateLabel } from '../../../domain/state-words.ts';
import type { Task } from '../../../domain/task/task.ts';
import { sortTasks } from '../../../filter/index.ts';
import { stateWord } from '../../../report/state-word.ts';
import { nameText } from '../../../text/row.ts';
import { oneLine } from '../../../text/safe.ts';
import { attachmentsOf } from '../../../work/attachments/attachments.ts';
import { findTask, isTaskName } from '../../../work/task/find.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** A possible value of a variable in a URI, with a title for people. */
export interface VariableValue {
  value: string;
  title: string;
  description?: string;
}

/** Completions of an argument, and the number of all matching values. */
export interface Completed {
  values: string[];
  total: number;
}

/** Maximum number of values in a response, which the protocol limits. A list has at most this number of open tasks. */
const MOST = 100;

type Known = Readonly<Record<string, unknown>>;

/** Functions that return a variable's possible values, by variable. `known` has the other variables' values. */
const VALUES: Readonly<
  Record<string, (context: Context, known: Known, begun: string) => { all: VariableValue[]; total: number }>
> = {
  id: openTasks,
  name: documents,
  file: attachments,
};

/** Returns the possible values of a variable: the most urgent tasks, or the documents. */
export function variableValues(variable: string, context: Context, known: Known = {}): VariableValue[] {
  return VALUES[variable]?.(context, known, '').all ?? [];
}

/**
 * Returns completions of the beginning of a value. Finds a task by the digits of its id or by parts of its words,
 * and other values by their beginning.
 */
export function completeValue(variable: string, begun: string, context: Context, known: Known): Completed {
  const { all, total } = VALUES[variable]?.(context, known, begun) ?? { all: [], total: 0 };
  return { values: all.map(({ value }) => value), total };
}

function openTasks(context: Context, _: Known, begun: string): { all: VariableValue[]; total: number } {
  const facts = context.facts();
  const sought = begun.trim().toLowerCase();
  // Menus show `#12 Fix login`, so people also type the sign.
  const digits = sought.replace(/^#/, '');
  const fits = ({ id, description, status }: Task) =>
    status === 'pending' &&
    (String(id).startsWith(digits) || sought.split(/\s+/).every((word) => description.toLowerCase().includes(word)));
  const found = [...facts.queue.open()].filter(fits);
  const best = sortTasks(found, [], facts, { limit: MOST, coefficients: context.coefficients });
  const all = best.map((task) => ({
    value: String(task.id),
    title: nameText(task),
    description: aboutText(task, facts),
  }));
  return { all, total: found.length };
}

/**
 * Formats a task for a menu: its number and description, state, priority, project, due date and tags. Claude Code shows
 * this text and not the title.
 */
function aboutText(task: Task, facts: Facts): string {
  const { priority, project, tags = [], due } = task;
  const parts = [
    priority ? `priority ${priority}` : '',
    project ? `project ${project}` : '',
    due ? `due ${dayOf(due, facts.zone)}` : '',
    tags.map((tag) => `+${tag}`).join(' '),
  ];
  return [nameText(task), stateLabel(stateWord(task, facts)), ...parts.filter(Boolean)]
    .map((part) => oneLine(part))
    .join(', ');
}

function documents(context: Context, { id }: Known, begun: string): { all: VariableValue[]; total: number } {
  const names = [...context.facts().docNames(ownerOf(context, String(id ?? '')))].sort();
  const found = names.filter((name) => name.startsWith(begun));
  return { all: found.slice(0, MOST).map(namedValue), total: found.length };
}

function attachments(context: Context, { id }: Known, begun: string): { all: VariableValue[]; total: number } {
  const uuid = ownerOf(context, String(id ?? ''));
  const found = attachmentsOf(context.store.state, { uuid }).filter(({ name }) => name.startsWith(begun));
  return { all: found.slice(0, MOST).map(({ name }) => namedValue(name)), total: found.length };
}

const namedValue = (name: string): VariableValue => ({ value: name, title: oneLine(name) });

function ownerOf({ queue }: Context, id: string): string {
  if (id === WORKSPACE || !isTaskName(queue, id)) return id;
  try {
    return findTask(queue, id).uuid;
  } catch {
    return '';
  }
}
