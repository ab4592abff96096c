import type * as z from 'zod';
import { parseScope } from '../../claims/index.ts';
import { refuse } from '../../domain/errors.ts';
import { clearableInput, globsInput, linesInput, listInput, numberInput } from '../../domain/inputs.ts';
import { lazy } from '../../domain/lazy.ts';
import type { TaskQueue } from '../../domain/queue.ts';
import { type Criterion, PRIORITIES, type ScopeEntry, type Task } from '../../domain/task.ts';
import { readDuration, readRecurrence } from './dates.ts';
import { findTask } from './find.ts';
import { checkGraph } from './integrity.ts';

/** The arguments that set a task's fields: the same wherever a task is written. */
export const fieldInputs = lazy(() => ({
  project: clearableInput().describe('Dotted: web.ui').optional(),
  priority: clearableInput().describe('H, M or L').optional(),
  tags: listInput().describe('Replaces; "+a","-b" change').optional(),
  due: clearableInput().describe('Any date: friday, eow, now+3d, 2026-08-14').optional(),
  scheduled: clearableInput().describe('Not ready before').optional(),
  wait: clearableInput().describe('Hidden until').optional(),
  until: clearableInput().describe('Expires at').optional(),
  recur: clearableInput().describe('weekly, P1M; needs due').optional(),
  depends: listInput().describe('Ids it waits for; "+3","-4" change').optional(),
  parent: clearableInput().describe('Id; makes it a subtask').optional(),
  agent: clearableInput().describe('Assignee').optional(),
  scope: globsInput().describe('Globs it may touch').optional(),
  acceptance: linesInput().describe('Criteria, one per line').optional(),
  type: clearableInput().describe('bug, feature, …').optional(),
  estimate: clearableInput().describe('Effort: 2h, P1D').optional(),
  checks: listInput().describe('Configured checks').optional(),
  rank: numberInput().describe('Manual order').optional(),
}));

type Arguments = Partial<z.infer<z.ZodObject<ReturnType<typeof fieldInputs>>>>;

/** A criterion of an import, which may have no id yet. */
type WrittenCriterion = Omit<Criterion, 'id'> & { id?: string | undefined };

/** The arguments as read. Criteria and scopes are texts, or the records of an export. */
export type FieldInput = Omit<Arguments, 'acceptance' | 'scope'> & {
  acceptance?: readonly (string | WrittenCriterion)[] | undefined;
  scope?: readonly (string | ScopeEntry)[] | undefined;
};

/** What a field's reader may look at. */
interface Reading {
  queue: TaskQueue;
  task: Task;
  uuid: () => string;
}

/** Field -> its stored value from its argument; undefined clears it. Dates arrive resolved. */
const READERS: { [K in keyof FieldInput]-?: (value: NonNullable<FieldInput[K]>, reading: Reading) => unknown } = {
  project: (value) => value,
  priority: (value) => readPriority(value),
  tags: (value, { task }) => editList('tags', value, task.tags ?? []),
  due: (value) => value,
  scheduled: (value) => value,
  wait: (value) => value,
  until: (value) => value,
  recur: (value) => readRecurrence(value),
  depends: (value, { queue, task }) => readDepends(value, task, queue),
  parent: (value, { queue }) => findTask(queue, value).uuid,
  agent: (value) => value,
  scope: (value) => (value.length > 0 ? parseScope(value) : undefined),
  acceptance: (value, { task, uuid }) => readAcceptance(value, task.acceptance ?? [], uuid),
  type: (value) => value,
  estimate: (value) => readDuration(value, 'estimate'),
  checks: (value) => (value.length > 0 ? value : undefined),
  rank: (value) => value,
};

/**
 * The task with the given arguments applied: omitted keeps, null and "" clear, an empty list empties.
 * @throws BacklogError naming the field that does not fit; `cycle` when a dependency or parent would close one
 */
export function applyFields(task: Task, input: FieldInput, queue: TaskQueue, uuid: () => string): Task {
  const next: Record<string, unknown> = { ...task };
  for (const [field, read] of Object.entries(READERS)) {
    const value = input[field as keyof FieldInput];
    if (value === undefined) continue;
    const stored =
      value === null ? undefined : (read as (v: unknown, r: Reading) => unknown)(value, { queue, task, uuid });
    if (stored === undefined || (Array.isArray(stored) && stored.length === 0)) delete next[field];
    else next[field] = stored;
  }
  const written = next as unknown as Task;
  checkDates(written);
  checkGraph(written, queue);
  return written;
}

function readPriority(value: string): string {
  const letter = value.toUpperCase();
  if ((PRIORITIES as readonly string[]).includes(letter)) return letter;
  return refuse('invalid', `priority: expected H, M or L, received "${value}"`, {
    data: { field: 'priority', received: value },
  });
}

/** Bare elements are the new list; elements that all begin with + or - change the present one. */
function editList(field: string, edits: readonly string[], present: readonly string[]): string[] {
  const signed = edits.filter((edit) => /^[+-]/.test(edit));
  if (signed.length === 0) return [...new Set(edits)];
  if (signed.length < edits.length) {
    refuse('invalid', `${field}: "${edits.join(',')}" mixes a new list with changes`, {
      hint: `Write either the whole list (a,b) or only changes (+a,-b).`,
      data: { field, received: edits },
    });
  }
  const next = new Set(present);
  for (const edit of edits) {
    if (edit.startsWith('+')) next.add(edit.slice(1));
    else next.delete(edit.slice(1));
  }
  return [...next];
}

function readDepends(edits: readonly string[], task: Task, queue: TaskQueue): string[] {
  const resolved = edits.map((edit) => {
    const sign = /^[+-]/.exec(edit)?.[0] ?? '';
    return sign + findTask(queue, edit.slice(sign.length)).uuid;
  });
  return editList('depends', resolved, task.depends ?? []);
}

/** A criterion that stays keeps its id and its evidence. */
function readAcceptance(
  lines: readonly (string | WrittenCriterion)[],
  present: readonly Criterion[],
  uuid: () => string,
): Criterion[] {
  const byText = new Map(present.map((criterion) => [criterion.text, criterion]));
  return lines.map((line) => {
    const written = typeof line === 'string' ? (byText.get(line) ?? { text: line }) : line;
    return { ...written, id: written.id ?? uuid().slice(0, 8) };
  });
}

function checkDates(task: Task): void {
  if (task.recur && !task.due) {
    refuse('invalid', 'recur: a recurring task needs a due date', {
      hint: 'Give due: the date of the first one.',
      data: { field: 'recur' },
    });
  }
}
