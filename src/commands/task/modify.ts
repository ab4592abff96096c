import * as z from 'zod';
import { clearableInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { counted } from '../../text/count.ts';
import { rowText } from '../../text/row.ts';
import { changeHeld } from '../../work/claim/held.ts';
import { inSeries } from '../../work/recurrence/recurrence.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { type FieldInput, readFields } from '../../work/task/fields.ts';
import { checkGraphs, relationsChanged } from '../../work/task/integrity.ts';
import { withoutHandoff } from '../../work/task/life.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import { selectForWriting } from '../../work/task/select.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const modifyInput = () =>
  z.strictObject({
    filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter; never empty'),
    description: z.string().describe('A new one').optional(),
    status: clearableInput().describe('pending reopens').optional(),
    ...fieldInputs(),
  });

export const taskModify = defineCommand({
  name: 'task_modify',
  title: 'Modify tasks',
  summary: 'Changes fields of the tasks that ids or a filter select, in one commit. Omitted keeps, null or "" clears.',
  toolset: 'core',
  access: { effect: 'write', idempotent: true },
  input: modifyInput,
  output: () => z.strictObject({ selected: z.int(), notes: outputs.notes(), tasks: outputs.tasks() }),
  run: (context, given, write) => modifyTasks(context, given, write),
  show: {
    text: ({ selected, tasks, notes = [] }, context) => {
      const facts = context.facts();
      const kept = selected - tasks.length;
      const lines = tasks.slice(0, 20).map((task) => rowText(task, facts));
      if (tasks.length > lines.length) lines.push(`… and ${tasks.length - lines.length} more`);
      return [
        `Modified ${counted(tasks.length, 'task')}${kept > 0 ? `, ${kept} already so` : ''}.`,
        ...lines,
        ...notes,
      ].join('\n');
    },
  },
  cli: {
    positional: ['filter'],
    selects: { field: 'filter' },
    examples: [
      'task modify 12 --due eow --tags +bug,-later',
      'task modify "project:web +bug" --priority H',
      'task modify 12 --status pending',
    ],
  },
});

/** What task_modify does, in a commit that carries the caller's name; `check` refuses tasks as they are found. */
export async function modifyTasks(
  context: Context,
  given: z.output<ReturnType<typeof modifyInput>>,
  write: Write,
  check: (present: Task) => void = () => {},
) {
  const { filter, status, description, ...fields } = await resolveDates(given, context.clock);
  if (status !== undefined) checkStatus(status);
  if (
    status === undefined &&
    description === undefined &&
    Object.values(fields).every((value) => value === undefined)
  ) {
    const given = filter ? `: "${filter}" only selects tasks` : '';
    refuse('usage', `task_modify: no change was given${given}`, {
      hint:
        context.caller.door === 'cli'
          ? 'Flags change tasks, and so do words after ids: backlog modify project:web --due friday, or backlog modify 12 due:friday.'
          : 'Give at least one field, for example due, tags or priority.',
    });
  }
  const select = await selectForWriting(context, filter);
  return write((tx) => {
    const { tasks: selected, notes } = select();
    const changed: { task: Task; before: Task }[] = [];
    for (const present of selected) {
      check(present);
      const task = changeTask(tx, context, present, { status, description, fields });
      if (task !== present) changed.push({ task, before: present });
    }
    const relinked = changed.filter(({ task, before }) => relationsChanged(task, before));
    checkGraphs(tasksOf(relinked), context.queue);
    return { selected: selected.length, ...(notes.length > 0 ? { notes } : {}), tasks: tasksOf(changed) };
  });
}

function tasksOf(changed: readonly { task: Task }[]): Task[] {
  return changed.map(({ task }) => task);
}

interface Edits {
  status?: string | null | undefined;
  description?: string | undefined;
  fields: FieldInput;
}

/**
 * Puts a task with edits applied, with the claim of who holds it; the very task where they change nothing.
 * @throws BacklogError `claimed` for what is its holder's to change
 */
export function changeTask(tx: Tx, context: Context, present: Task, edits: Edits): Task {
  const next = modified(tx, context, present, edits);
  if (same(present, next)) return present;
  changeHeld(tx, context, present, next);
  return putTask(tx, next);
}

/** A recurrence that comes or goes makes it a template or ends that. */
function modified(tx: Tx, context: Context, task: Task, { status, description, fields }: Edits): Task {
  const uuid = () => tx.uuid();
  const opened = status ? reopened(task, tx.at) : task;
  const named = description === undefined ? opened : { ...opened, description: description.trim() };
  const next = readFields(named, fields, context, uuid);
  if (next.recur && next.status === 'pending') return inSeries({ ...next, status: 'recurring' }, context.clock);
  if (!next.recur && next.status === 'recurring') return inSeries({ ...next, status: 'pending' }, context.clock);
  return withoutHandoff(next, uuid);
}

/** An `until` that has passed would close it again at once, so it goes. */
function reopened(task: Task, at: Instant): Task {
  const lasting = task.until !== undefined && task.until < at ? without(task, 'until') : task;
  if (task.status === 'pending') return lasting;
  return without({ ...lasting, status: task.recur ? 'recurring' : 'pending' }, 'end');
}

function checkStatus(status: string | null): void {
  if (status === 'pending') return;
  refuse('invalid', `status: expected pending, received ${JSON.stringify(status)}`, {
    hint: 'Use task_done, task_delete, task_start or task_stop for the other changes.',
    data: { field: 'status', received: status },
  });
}
