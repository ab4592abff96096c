import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { BriefWithoutTask } from '../../report/brief.ts';
import { briefText } from '../../text/brief.ts';
import { restoreHint } from '../../work/archive/is-archived.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';
import * as outputs from '../outputs.ts';
import { fullInstant, missedNotes, noneFits, quarterInput } from './shared.ts';

/** Default and maximum number of tasks. */
const TASKS = { usual: 10, most: 200 } as const;

export const taskArchiveLoad = defineCommand({
  name: 'task_archive_load',
  title: 'Show archived tasks',
  elsewhere: 'archive show',
  summary: 'Show archived tasks with their specs and notes. They stay archived.',
  toolset: 'admin',
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
