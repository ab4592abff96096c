import { parseScope } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { inField, refuse } from '../../domain/errors.ts';
import type { FieldReaders } from '../../domain/fields/row.ts';
import { type SettableName, settableRows, type TaskFields } from '../../domain/fields/table.ts';
import { FIRST_INSTANT, type Instant } from '../../domain/instant.ts';
import { isValueOf } from '../../domain/kinds/schemas.ts';
import { countingEstimate, signedEstimate } from '../../domain/task/estimate.ts';
import type { Task } from '../../domain/task/task.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import { openGoalId } from '../goals/find-goal.ts';
import { checkNamed } from '../settings/named-checks.ts';
import type { Context } from '../workspace/context.ts';
import { validateRecord } from '../workspace/validate.ts';
import { durationInput, readRecurrence } from './dates.ts';
import { findTask } from './find.ts';
import { checkGraph } from './integrity.ts';
import { without } from './put-task.ts';

type Written<Row> = Row extends { read?(written: infer Value, reading: never): unknown } ? Value : never;

/** Converted arguments of a command, or values of an imported row. Null clears a field. */
export type FieldInput = { [Name in SettableName]?: Written<TaskFields[Name]> | null | undefined };

/** The author of the values, and the tasks and repositories that they can refer to. */
type Within = Pick<Context, 'queue' | 'repositories' | 'store'> & {
  by: { at: Instant; actor: string };
  /** The caller's name. */
  caller: string;
  /** Finds the uuid of a task by text. Imports use it to find tasks that aren't in the queue yet. */
  find?(text: string): string;
  /** uuids of completed tasks in the archive, which are valid dependencies. */
  met?: ReadonlySet<string> | undefined;
  /** Whether the values come from an imported file, which may contain values that commands don't accept. */
  imported?: boolean;
};

/** Returns the surroundings of a caller's arguments. @param at the time of the change */
export function readingBy(
  { at }: { at: Instant },
  { queue, repositories, store, caller, met }: Pick<Context, 'queue' | 'repositories' | 'store' | 'caller' | 'met'>,
): Within {
  return { queue, repositories, store, met, by: { at, actor: formatActor(caller.actor) }, caller: caller.actor.name };
}

/**
 * Applies arguments to a task. An omitted argument keeps the value, null and "" clear it, an empty list empties it.
 * @throws BacklogError naming the invalid field; `cycle` for a circular dependency or parent
 */
export function applyFields(task: Task, input: FieldInput, within: Within, uuid: () => string): Task {
  const written = readFields(task, input, within, uuid);
  checkGraph(written, within.queue, task);
  return written;
}

const SETTABLE = settableRows();

/**
 * Does the same as {@link applyFields} without the search for cycles. Its callers check many tasks at once afterwards.
 */
export function readFields<Of extends Partial<Task>>(
  task: Of,
  input: FieldInput,
  within: Within,
  uuid: () => string,
): Of {
  const own: Readonly<Record<string, unknown>> = { ...task };
  const given: Readonly<Record<string, unknown>> = { ...input };
  const set: Partial<Task> = {};
  for (const [field, row] of SETTABLE) {
    const value = given[field];
    if (value === undefined) continue;
    const reading = readingOf(own[field], within, uuid);
    const stored = value === null ? undefined : inField(field, () => (row.read ? row.read(value, reading) : value));
    setField(set, field, Array.isArray(stored) && stored.length === 0 ? undefined : stored);
  }
  const cleared = SETTABLE.flatMap(([field]) => (field in set && set[field] === undefined ? field : []));
  const written = without({ ...task, ...set }, ...cleared);
  checkDates(written);
  return input.estimate === undefined ? written : estimated(task, written, within);
}

/** Sets a field of a task. @throws BacklogError `invalid` for a value that the field can't have */
function setField<Name extends SettableName>(task: Partial<Task>, name: Name, value: unknown): void {
  if (isValueOf('task', name, value)) task[name] = value;
  else wrongValue(name, value);
}

/** A valid task with nothing in it, to check one field. */
export const BLANK_TASK: Task = {
  uuid: '00000000-0000-4000-8000-000000000000',
  id: 1,
  status: 'pending',
  description: 'x',
  entry: FIRST_INSTANT,
  modified: FIRST_INSTANT,
};

function wrongValue(name: string, value: unknown): never {
  validateRecord('task', { ...BLANK_TASK, [name]: value });
  throw new Error(`the schema of a task has ${name}: ${JSON.stringify(value)}`);
}

/** Signs the written estimate, unless an imported file contains its author. */
function estimated<Of extends Partial<Task>>(task: Partial<Task>, written: Of, { by, imported }: Within): Of {
  const isSigned = imported && written.estimate !== undefined && countingEstimate(task)?.estimate === written.estimate;
  return isSigned ? written : signedEstimate(task, written, by);
}

function readingOf(
  present: unknown,
  { queue, repositories, store, caller, find, met, imported = false }: Within,
  uuid: () => string,
): FieldReaders<object> {
  const named: unknown[] = Array.isArray(present) ? present : [present];
  return {
    present: present as object | undefined,
    imported,
    caller,
    // A referenced task may be archived, so a reference that the field already has isn't checked.
    task: (text) => (named.includes(text) || met?.has(text) ? text : find ? find(text) : findTask(queue, text).uuid),
    goal: (text) => (named.includes(text) ? text : openGoalId(store.state, text)),
    scope: (written) => parseScope(written, repositories),
    duration: (text) => durationInput(text, 'estimate'),
    recurrence: readRecurrence,
    check: (name) => checkNamed(store.state, name),
    virtualTag: (name) => virtualTag(name)?.doc,
    uuid,
  };
}

function checkDates(task: Pick<Task, 'recur' | 'due'>): void {
  if (task.recur && !task.due) {
    refuse('invalid', 'recur: a recurring task needs a due date', {
      hint: 'Give due, the date of the first instance.',
      data: { field: 'recur' },
    });
  }
}
