import * as z from 'zod';
import { didYouMean, nearest } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { claimHolder } from '../../../claims/index.ts';
import { formatActor, type TaskAuthors } from '../../../domain/actor.ts';
import { countInput, listInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';
import { DERIVED } from '../../../domain/fields/words.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import { shownState } from '../../../domain/state-words.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { Coefficients } from '../../../domain/urgency/coefficients.ts';
import { type Filter, followsOf, sortTasks } from '../../../filter/index.ts';
import { derivedOf, taskLine } from '../../../report/task-line.ts';
import { noTasksText } from '../../../text/row.ts';
import { valueIn } from '../../../text/rows/fields.ts';
import { compileContextFilter, compileListFilter } from '../../../work/task/select.ts';
import { selectListed, selectNoted } from '../../../work/task/selection.ts';
import { defineCommand } from '../../command.ts';
import { cursorInput, limitInput, readCursor, rowLimit } from '../../limit.ts';
import * as outputs from '../../outputs.ts';
import { EVERY_FIELD } from '../../rows.ts';
import { touchedAfter } from '../../touched-after.ts';

/** Fields with authors. They cost more than others, because the log has them. */
const AUTHORS = ['created', 'changed'] as const;

/** Fields about the work on a task: its newest run with the run's state, and the claim's holder. */
const WORK = ['run', 'by'] as const;

const PAGE = { usual: 50, most: 1_000 };

export const taskList = defineCommand({
  name: 'task_list',
  title: 'List tasks',
  elsewhere: 'query, ls, long, minimal, context none',
  summary: 'List the open tasks that a filter selects, one line each, most urgent first.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Such as +READY project:web').default(''),
      sort: z.string().describe('Order: urgency-,due+').optional(),
      limit: limitInput('rows', PAGE),
      cursor: cursorInput(),
      fields: listInput().describe('JSON with these fields').optional(),
      format: z.enum(['text', 'json']).describe('json: all fields').optional(),
      after_change: countInput().describe('Number of a change: only tasks that later changes may affect').optional(),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      from: z.int(),
      next: z.string().exactOptional(),
      notes: outputs.notes(),
      completed: outputs.completed(),
      /** With `after_change`, each has its row in the list as `at`, counted from 0. */
      tasks: outputs.records(),
      /** Uuids of changed tasks that aren't among these rows. Missing if `tasks` has all rows of the page. */
      gone: z.array(z.string()).exactOptional(),
    }),
  async run(context, input) {
    const filter = await compileListFilter(context, input.filter);
    const { coefficients } = context;
    const keys = input.sort ? (await compileContextFilter(context, `sort:${input.sort.trim()}`)).sort : filter.sort;
    if (asksForAuthors(input.fields)) await context.store.authors.ready();
    const isPart = input.after_change !== undefined && !followsOf(filter.ast).wide;
    const touched = isPart ? await touchedAfter(context, input.after_change!) : undefined;
    // Don't `await` below: the rows and the selection must belong to the same commit.
    const facts = context.facts();
    const { tasks: selected, notes, completed } = selectNoted(context, filter);
    const limit = rowLimit(input.limit ?? filter.limit, PAGE, context.caller);
    const from = readCursor(input.cursor);
    const total = Math.min(selected.length, filter.limit ?? selected.length);
    const tasks = sortTasks(selected, keys, facts, {
      limit: Math.min(from + limit, total),
      coefficients,
    }).slice(from);
    const next = from + tasks.length < total ? String(from + tasks.length) : undefined;
    const rowOf = (task: Task) => taskRecord(task, { facts, coefficients }, input.fields);
    const told = {
      total,
      from,
      ...(next ? { next } : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...present({ completed }),
    };
    if (!touched) return { ...told, tasks: tasks.map(rowOf) };
    const rows = tasks.flatMap((task, i) => (touched.has(task.uuid) ? [{ ...rowOf(task), at: from + i }] : []));
    const shown = new Set(tasks.map(({ uuid }) => uuid));
    return { ...told, tasks: rows, gone: [...touched].filter((uuid) => !shown.has(uuid)) };
  },
  show: {
    rows: {
      of: 'tasks',
      columns: ['id', 'description', 'status', 'project', 'priority', 'tags', 'due', 'urgency'],
      onRequest: [...AUTHORS, ...WORK],
      pages: true,
    },
    doc: ({ total, from, tasks, next, notes, completed }, context) => {
      const facts = context.facts();
      return {
        sections: [
          {
            ...{ noun: 'task', count: total, page: { from, next } },
            empty: total === 0 ? noTasksText(completed, context.caller) : noneFrom(from, total),
            columns: ['id', 'priority', 'state', 'due', 'age', 'urgency', 'project', 'tags', 'description'],
            tasks: tasks.flatMap(({ uuid }) => {
              const task = facts.queue.get(String(uuid));
              return task ? taskLine(task, facts, context.coefficients) : [];
            }),
          },
        ],
        notes,
      };
    },
  },
  cli: {
    positional: ['filter'],
    acrossQueues: {
      order: ({ sort, filter }) => (sort || /\bsort:/.test(String(filter ?? '')) ? undefined : mostUrgentFirst),
    },
    impliedBy: 'filter',
    viewFlags: { tree: 'task_tree', graph: 'task_graph' },
    examples: [
      'task list +READY',
      'task list +READY --all-queues',
      'task list --tree',
      'task list project:web --graph',
      'task list "project:web due.before:eow -BLOCKED"',
      'task list "( +bug or +OVERDUE ) sort:due+" --limit 10',
    ],
  },
  mcp: {
    unlisted: {
      limit: 'rows, 50',
      cursor: 'of the last page',
      sort: 'urgency-,due+',
      format: 'json',
      fields: 'of the JSON',
      after_change: false,
    },
    resources: [{ uri: 'backlog://ready', title: 'Ready tasks, most urgent first', input: { filter: '+READY' } }],
  },
});

function mostUrgentFirst(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number {
  return Number(b.urgency) - Number(a.urgency);
}

export const taskCountCommand = defineCommand({
  name: 'task_count',
  title: 'Count tasks',
  summary: 'Count the open tasks that a filter selects.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'read' },
  input: () => z.strictObject({ filter: z.string().describe('Such as +READY').default('') }),
  output: () => z.strictObject({ count: z.int(), notes: outputs.notes() }),
  async run(context, input) {
    const filter: Filter = await compileListFilter(context, input.filter);
    const { tasks, notes: all, why = [] } = selectListed(context, filter);
    const notes = all.filter((note) => !why.includes(note));
    return { count: tasks.length, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: { text: ({ count, notes = [] }) => [count, ...notes].join('\n') },
  cli: { positional: ['filter'], acrossQueues: {}, examples: ['task count +OVERDUE'] },
});

function noneFrom(from: number, total: number): string {
  return `No tasks from number ${from + 1} on: there are ${total}.`;
}

/**
 * Returns a task as JSON: either all fields with urgency, state and the objections to approving its result, or only the
 * named fields. All rows of one answer use the same facts.
 */
function taskRecord(
  task: Task,
  { facts, coefficients }: { facts: Facts; coefficients: Coefficients },
  fields: readonly string[] = [],
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...task, ...derivedOf(task, facts, coefficients) };
  const named = fields.filter((field) => field !== EVERY_FIELD);
  const authors = asksForAuthors(named) ? authorTexts(facts.authorsOf(task.uuid)) : {};
  const work = WORK.some((name) => named.includes(name)) ? workOf(task, facts) : {};
  const picked = Object.fromEntries(named.map((field) => [field, pick({ ...all, ...authors, ...work }, field)]));
  return named.length === fields.length && named.length > 0 ? picked : { ...all, ...picked };
}

function asksForAuthors(fields: readonly string[] = []): boolean {
  return AUTHORS.some((name) => fields.includes(name));
}

function authorTexts({ created, changed }: TaskAuthors): Record<string, string | undefined> {
  return { created: created && formatActor(created), changed: changed && formatActor(changed) };
}

function workOf({ uuid }: Task, facts: Facts): Record<string, unknown> {
  const run = facts.latestRun(uuid);
  const claim = facts.claimsOf(uuid).find(facts.holdOf);
  return { run: run && { id: run.id, state: shownState(run) }, by: claim && claimHolder(claim, facts) };
}

const NAMES: readonly string[] = [...Object.keys(TASK_FIELDS), ...DERIVED, ...AUTHORS, ...WORK];

function pick(all: Readonly<Record<string, unknown>>, field: string): unknown {
  if (Object.hasOwn(all, field) || NAMES.includes(field)) return all[field];
  if (field.startsWith('extra.')) return valueIn(all, field);
  return refuse('usage', `fields: unknown field "${field}"${didYouMean(field, NAMES, 'quoted')}`, {
    hint: `Fields: ${NAMES.join(', ')}.`,
    data: { received: field, nearest: nearest(field, NAMES) },
  });
}
