import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { callOf } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { BriefWithoutTask } from '../../report/brief.ts';
import { briefText } from '../../text/brief.ts';
import { rowText } from '../../text/row.ts';
import { formatFull } from '../../time/index.ts';
import { restoreHint } from '../../work/archive/is-archived.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { limitInput, moreLine, rowLimit } from '../limit.ts';
import * as outputs from '../outputs.ts';

/** Default and maximum number of rows. */
const ROWS = { usual: 50, most: 1_000 } as const;

interface Answer {
  total: number;
  quarters: { quarter: string; tasks: number; files: number }[];
  found?: number;
  tasks: Task[];
  notes?: string[];
}

export const taskArchiveList = defineCommand({
  name: 'task_archive_list',
  title: 'List the archive',
  summary: 'Count archived tasks by the quarter in which they were closed; with a filter or a quarter, list them.',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or a filter; +ANY: all').optional(),
      quarter: quarterInput().optional(),
      limit: limitInput('rows', ROWS),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      quarters: z.array(z.strictObject({ quarter: z.string(), tasks: z.int(), files: z.int() })),
      /** Number of the requested tasks that are in the archive. Absent if the call names no tasks. */
      found: z.int().exactOptional(),
      tasks: outputs.tasks(),
      notes: outputs.notes(),
    }),
  async run(context, { filter, quarter, limit }): Promise<Answer> {
    const { archiveFiles, quartersOf, selectArchived } = await loadArchive();
    const quarters = quartersOf(archiveFiles(context.store));
    const total = quarters.reduce((sum, { tasks }) => sum + tasks, 0);
    if (!filter?.trim() && quarter === undefined) return { total, quarters, tasks: [] };
    const tasks: Task[] = [];
    const missed: string[] = [];
    let found = 0;
    const most = rowLimit(limit, ROWS, context.caller);
    for await (const { task } of selectArchived(context, { filter, quarter, missed }))
      if (++found <= most) tasks.push(task);
    return { total, quarters, found, tasks, ...missedNotes(missed, quarter) };
  },
  show: {
    rows: {
      of: 'tasks',
      columns: ['id', 'description', 'status', 'project', 'tags', 'end'],
      pages: true,
      note: ({ total, found, tasks }: Answer) => {
        if (found === undefined)
          return total > 0
            ? `${counted(total, 'archived task')}. Give a filter to list them, or +ANY for all.`
            : undefined;
        return found > tasks.length ? `${tasks.length} of ${counted(found, 'task')}; --limit shows more.` : undefined;
      },
    },
    text: ({ total, quarters, found, tasks, notes = [] }: Answer, context) => {
      if (total === 0) return 'No archived tasks.';
      const { door } = context.caller;
      if (found === undefined) {
        const lines = quarters.map(({ quarter, tasks: count }) => `${quarter}  ${count}`);
        return [`${counted(total, 'archived task')}, by the quarter in which they were closed:`, ...lines].join('\n');
      }
      if (found === 0) return [noneFits(context), ...notes].join('\n');
      const facts = context.facts();
      const lines = tasks.map((task) => rowText(task, facts));
      const more = moreLine(
        context.caller,
        found > tasks.length && `${tasks.length} of ${counted(found, 'task')}; narrow the filter or raise the limit`,
      );
      return [...lines, ...more, `${callOf(door, 'task_archive_load', '<id>')} shows a whole task.`, ...notes].join(
        '\n',
      );
    },
  },
  cli: {
    positional: ['filter'],
    examples: [
      'task archive list',
      'task archive list project:web',
      'task archive list --quarter 2026-Q3',
      'archive list +ANY --format csv',
    ],
  },
});

/** Default and maximum number of tasks. */
const TASKS = { usual: 10, most: 200 } as const;

export const taskArchiveLoad = defineCommand({
  name: 'task_archive_load',
  title: 'Show archived tasks',
  elsewhere: 'archive show',
  summary: 'Show archived tasks with their specs and notes. They stay archived.',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or a filter'),
      quarter: quarterInput().optional(),
      limit: limitInput('tasks', TASKS),
    }),
  output: () =>
    z.strictObject({
      found: z.int(),
      tasks: z.array(
        z.strictObject({
          task: outputs.task(),
          /** Time at which the task was archived. */
          at: z.string(),
          brief: outputs.aroundTask(),
        }),
      ),
      notes: outputs.notes(),
    }),
  async run(context, { filter, quarter, limit }) {
    const { archivedBrief, selectArchived } = await loadArchive();
    const facts = context.facts();
    const tasks: { task: Task; at: string; brief: BriefWithoutTask }[] = [];
    const missed: string[] = [];
    let found = 0;
    const most = rowLimit(limit, TASKS, context.caller);
    for await (const archived of selectArchived(context, { filter, quarter, missed })) {
      if (++found > most) continue;
      const { task, ...brief } = await archivedBrief(context, facts, archived);
      tasks.push({ task, at: archived.row.at, brief });
    }
    return { found, tasks, ...missedNotes(missed, quarter) };
  },
  show: {
    text: ({ found, tasks, notes = [] }, context) => {
      const { caller } = context;
      if (found === 0) return [noneFits(context), ...notes].join('\n');
      const facts = context.facts();
      const told = tasks.map(({ task, at, brief }) =>
        [
          `archived ${fullInstant(at, context)}; ${restoreHint(caller.door, task.id)}`,
          briefText({ ...brief, task }, facts, caller),
        ].join('\n'),
      );
      if (found > tasks.length)
        told.push(`${tasks.length} of ${counted(found, 'task')}; narrow the filter or raise the limit`);
      return [...told, ...notes].join('\n\n');
    },
  },
  cli: {
    positional: ['filter'],
    examples: ['task archive load 12', 'task archive load project:web --quarter 2026-Q3'],
  },
});

/** The schema of a quarter such as `2026-Q3`, in upper or lower case. */
const quarterInput = () =>
  z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^\d{4}-Q[1-4]$/, 'expected a quarter, such as 2026-Q3')
    .describe('Quarter in which they were closed: 2026-Q3');

/** Returns a note with the requested ids that the archive doesn't contain. */
function missedNotes(missed: readonly string[], quarter: string | undefined): { notes?: string[] } {
  const where = quarter === undefined ? '' : ` in ${quarter}`;
  return missed.length === 0 ? {} : { notes: [`Not archived${where}: ${missed.join(', ')}.`] };
}

function noneFits({ caller }: Context): string {
  return `No archived task matches. ${callOf(caller, 'task_archive_list')} counts the archived tasks by quarter.`;
}

/** Formats an instant with date and time: `2026-11-21 05:26 UTC`. */
function fullInstant(instant: string, { clock }: Context): string {
  return formatFull(fromInstant(instant), clock.zone);
}
