import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { clearableInput, jsonInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { rowText } from '../../text/row.ts';
import { emptyScopes } from '../../work/claim/empty-scopes.ts';
import { changeHeld } from '../../work/claim/held.ts';
import { inSeries, refuseStarted } from '../../work/recurrence/recurrence.ts';
import { agreeToOwn } from '../../work/settings/agreed-commands.ts';
import { reopened } from '../../work/task/close.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { type FieldInput, readFields, readingBy } from '../../work/task/fields.ts';
import { checkGraphs, relationsChanged } from '../../work/task/integrity.ts';
import { withMet } from '../../work/task/met-dependencies.ts';
import { putTask } from '../../work/task/put-task.ts';
import { selectForWriting } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { parseWith } from '../parse.ts';
import { SUBSTITUTION, splitWords } from './attributes.ts';
import { commandNotes } from './command-notes.ts';
import { CHANGED_BY_ELEMENT, fieldsOfWords, lineWords, mergeFields } from './line.ts';
import { modifyNotes } from './modify-notes.ts';
import { checkSeen } from './seen.ts';

/** The fields that a change can set. A call sets them by name, or by words in a line. */
const changes = () => ({
  description: z.string().describe('New description').optional(),
  status: clearableInput().describe('pending reopens the task').optional(),
  ...fieldInputs(),
});

export const taskModify = defineCommand({
  name: 'task_modify',
  title: 'Modify tasks',
  elsewhere: 'update, bulk, bulk-edit, bulk-update, mod',
  summary:
    'Change tasks by ids or a filter, as one change. Takes the fields of task_add, but not spec and discovered_from; omitted ones stay, null or "" clears.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter, not empty'),
      ...changes(),
      criterion: z.string().trim().min(1).describe('Acceptance criterion to add').optional(),
      append: z.string().trim().min(1).describe('Words to add to the end of the description').optional(),
      prepend: z.string().trim().min(1).describe('Words to add to the start of the description').optional(),
      replace: z
        .string()
        .describe('/from/to/: replace the first such text of the description; with g at the end, all')
        .optional(),
      line: z
        .string()
        .trim()
        .min(1)
        .describe('Changes in words: +bug due:friday pri:H; an empty value clears the field')
        .optional(),
      was: z
        .preprocess(jsonInput, z.record(z.string(), z.record(z.string(), z.unknown())))
        .describe('Fields by UUID, as the caller saw them (null: not set); refused if one of them changed since')
        .optional(),
    }),
  output: () => z.strictObject({ selected: z.int(), notes: outputs.notes(), tasks: outputs.tasks() }),
  async run(context, { filter, criterion, append, prepend, replace, line, was = {}, ...named }, write) {
    const given = line === undefined ? named : mergeFields(named, changesIn(line));
    const { status, description, ...fields } = await resolveDates(given, context.clock);
    const met = await withMet(context, fields.depends);
    if (met.depends) fields.depends = met.depends;
    const reword = rewording({ append, prepend, replace });
    if (status !== undefined) checkStatus(status);
    if ([status, description, criterion, reword, ...Object.values(fields)].every((value) => value === undefined))
      refuseNothing(context, filter);
    const replaced = Object.entries(given).flatMap(([name, value]) => (replaces(name, value) ? [name] : []));
    const select = await selectForWriting(context, filter);
    return write((tx) => {
      const { tasks: selected, notes } = select();
      const changed: { task: Task; before: Task }[] = [];
      for (const present of selected) {
        checkSeen(present, replaced, was[present.uuid]);
        const words = description ?? present.description;
        const edits = {
          status,
          description: reword?.(words) ?? description,
          fields: withCriterion(fields, criterion, present),
        };
        const task = changeTask(tx, met.context, present, edits);
        if (task !== present) changed.push({ task, before: present });
      }
      const relinked = changed.filter(({ task, before }) => relationsChanged(task, before));
      checkGraphs(tasksOf(relinked), context.queue);
      const all = [...notes, ...modifyNotes(context, changed, fields), ...commandNotes(context, tasksOf(changed))];
      if (fields.scope) all.push(...emptyScopes(context, tasksOf(changed)));
      return { selected: selected.length, ...(all.length > 0 ? { notes: all } : {}), tasks: tasksOf(changed) };
    });
  },
  show: {
    text: ({ selected, tasks, notes = [] }, context) => {
      const facts = context.facts();
      const kept = selected - tasks.length;
      const lines = tasks.slice(0, 20).map((task) => rowText(task, facts));
      if (tasks.length > lines.length) lines.push(`… and ${tasks.length - lines.length} more`);
      return [
        `Modified ${counted(tasks.length, 'task')}${kept > 0 ? `, ${kept} unchanged` : ''}.`,
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
      'task modify 12 --criterion "It tries five times"',
      'task modify 12 /login/sign-in/',
    ],
  },
  mcp: { fieldsAsIn: 'task_add', hide: ['criterion', 'append', 'prepend', 'replace', 'line', 'was'] },
});

/** Returns the change of a description's words. Undefined if there is none. */
function rewording({
  append,
  prepend,
  replace,
}: Partial<Record<'append' | 'prepend' | 'replace', string | undefined>>) {
  if (append === undefined && prepend === undefined && replace === undefined) return undefined;
  const substituted = replace === undefined ? (text: string) => text : substitution(replace);
  return (text: string) => [prepend, substituted(text), append].filter((part) => part !== undefined).join(' ');
}

/** Reads `/from/to/` or `/from/to/g`. @throws BacklogError `usage` */
function substitution(written: string): (text: string) => string {
  const [, from = '', to = '', all] = SUBSTITUTION.exec(written) ?? [];
  if (from === '')
    return refuse('usage', `replace: expected /from/to/, received "${written}"`, {
      hint: 'For example /login/sign-in/, with \\/ for a slash.',
      data: { field: 'replace', received: written },
    });
  const [sought, other] = [from, to].map((part) => part.replaceAll('\\/', '/')) as [string, string];
  return (text) => (all ? text.replaceAll(sought, () => other) : text.replace(sought, () => other));
}

/**
 * Reads the fields that a line sets.
 * @throws BacklogError `usage` for a word that sets no field, and for an invalid value
 */
function changesIn(line: string) {
  const schema = z.strictObject(changes());
  const { plain, fields } = splitWords(lineWords(line), schema.shape);
  if (plain.length > 0)
    refuse('usage', `"${plain[0]}" sets no field`, {
      hint: 'Write +tag, -tag or field:value, such as project:web due:friday pri:H.',
      data: { words: plain },
    });
  return parseWith('task_modify', schema, fieldsOfWords(fields));
}

function refuseNothing({ caller }: Context, filter: string): never {
  const selection = filter ? `: "${filter}" only selects tasks` : '';
  return refuse('usage', `task_modify: no change was given${selection}`, {
    hint:
      caller.door === 'cli'
        ? 'Change tasks with flags, or with words after ids: `backlog modify project:web --due friday` or `backlog modify 12 due:friday`'
        : 'Give at least one field, for example due, tags or priority.',
  });
}

/** Checks whether the new value replaces the present one. Adding elements to a list, or removing, doesn't. */
function replaces(name: string, value: unknown): boolean {
  if (value === undefined) return false;
  const isEdit = Array.isArray(value) && value.length > 0 && value.every((element) => /^[+-]/.test(String(element)));
  return !(CHANGED_BY_ELEMENT.has(name) && isEdit);
}

function withCriterion(fields: FieldInput, text: string | undefined, present: Task): FieldInput {
  if (text === undefined) return fields;
  return { ...fields, acceptance: [...(fields.acceptance ?? present.acceptance ?? []), { text }] };
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
 * Applies changes to a task, and updates the claims on it.
 * @returns the same object if nothing changes
 * @throws BacklogError `claimed` for a field that only the claim's holder may change
 */
export function changeTask(tx: Tx, context: Context, present: Task, edits: Edits): Task {
  const next = modified(tx, context, present, edits);
  if (same(present, next)) return present;
  changeHeld(tx, context, present, next);
  agreeToOwn(tx, context, { before: present, after: next });
  return putTask(tx, next);
}

/** Applies the changes. A task that gets a recurrence becomes a template; one that loses it, an ordinary task. */
function modified(tx: Tx, context: Context, task: Task, { status, description, fields }: Edits): Task {
  const uuid = () => tx.uuid();
  const opened = status ? reopened(task, tx.at) : task;
  const named = description === undefined ? opened : { ...opened, description: description.trim() };
  const next = readFields(named, fields, readingBy(tx, context), uuid);
  if (next.recur && next.status === 'pending') {
    refuseStarted(task);
    return inSeries({ ...next, status: 'recurring' }, context.clock);
  }
  if (!next.recur && next.status === 'recurring') return inSeries({ ...next, status: 'pending' }, context.clock);
  return next;
}

function checkStatus(status: string | null): void {
  if (status === 'pending') return;
  refuse('invalid', `status: expected pending, received ${JSON.stringify(status)}`, {
    hint: 'For other changes use task_done, task_delete, task_start or task_stop.',
    data: { field: 'status', received: status },
  });
}
