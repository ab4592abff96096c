import * as z from 'zod';
import { callOf } from '../../domain/door.ts';
import { countInput } from '../../domain/inputs.ts';
import type { Task } from '../../domain/task.ts';
import { rowText } from '../../text/row.ts';
import { loadArchive } from '../../work/archive/load.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { quarterInput } from './shared.ts';

/** Rows of an answer unless the caller says otherwise, and the most it can ask for. */
const ROWS = { usual: 50, most: 1_000 } as const;

export const taskArchiveList = defineCommand({
  name: 'task_archive_list',
  title: 'List the archive',
  summary: 'How many tasks are archived, by the quarter in which they were closed; with a filter or a quarter, which.',
  toolset: 'admin',
  effect: 'read',
  positional: ['filter'],
  examples: ['task archive list', 'task archive list project:web', 'task archive list --quarter 2026-Q3'],
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or filter; +ANY: all').optional(),
      quarter: quarterInput().optional(),
      limit: countInput().describe(`Rows, ${ROWS.usual} by default`).optional(),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      quarters: z.array(z.strictObject({ quarter: z.string(), tasks: z.int(), files: z.int() })),
      /** Those that were asked for. */
      found: z.int(),
      tasks: outputs.tasks(),
    }),
  async run(context, { filter, quarter, limit = ROWS.usual }) {
    const { filesOf, quartersOf, selectArchived } = await loadArchive();
    const quarters = quartersOf(filesOf(context.store));
    const total = quarters.reduce((sum, { tasks }) => sum + tasks, 0);
    if (!filter?.trim() && quarter === undefined) return { total, quarters, found: 0, tasks: [] };
    const tasks: Task[] = [];
    let found = 0;
    for await (const { task } of selectArchived(context, { filter, quarter }))
      if (++found <= Math.min(limit, ROWS.most)) tasks.push(task);
    return { total, quarters, found, tasks };
  },
  text: ({ total, quarters, found, tasks }, context) => {
    if (total === 0) return 'Nothing is archived.';
    const { door } = context.caller;
    if (found === 0 && tasks.length === 0) {
      const lines = quarters.map(({ quarter, tasks: count }) => `${quarter}  ${count}`);
      return [`${total} archived, by the quarter in which they were closed:`, ...lines].join('\n');
    }
    const facts = context.facts();
    const lines = tasks.map((task) => rowText(task, facts));
    if (found > tasks.length) lines.push(`${tasks.length} of ${found}; a filter or a limit says which`);
    return [...lines, `${callOf(door, 'task_archive_load', '<id>')} shows one whole.`].join('\n');
  },
});
