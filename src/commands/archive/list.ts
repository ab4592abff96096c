import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { callOf } from '../../domain/calls/door.ts';
import type { Task } from '../../domain/task/task.ts';
import { rowText } from '../../text/row.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { defineCommand } from '../command.ts';
import { limitInput, moreLine, rowLimit } from '../limit.ts';
import * as outputs from '../outputs.ts';
import { missedNotes, noneFits, quarterInput } from './shared.ts';

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
  toolset: 'admin',
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
