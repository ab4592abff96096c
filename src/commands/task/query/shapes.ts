import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { present } from '../../../base/present.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Task } from '../../../domain/task/task.ts';
import { LISTED, sortTasks } from '../../../filter/index.ts';
import { forestOf, treeLines } from '../../../report/forest.ts';
import { taskLine } from '../../../report/task-line.ts';
import { type InWave, wavesOf } from '../../../report/waves.ts';

import { noTasksText, rowText } from '../../../text/row.ts';
import { compileListFilter, namedIds } from '../../../work/task/select.ts';
import { selectNoted } from '../../../work/task/selection.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';

const input = lazy(() =>
  z.strictObject({ filter: z.string().describe(`Such as project:web; default: ${LISTED}`).default('') }),
);

/** Returns the tasks that a filter selects, in the filter's order. `more` adds tasks. */
async function selected(context: Context, filter: string, more = (tasks: readonly Task[]) => tasks) {
  const compiled = await compileListFilter(context, filter);
  const facts = context.facts();
  const { tasks, notes, completed } = selectNoted(context, compiled);
  const sorted = sortTasks(more(tasks), compiled.sort, facts, {
    ...present({ limit: compiled.limit }),
    coefficients: context.coefficients,
  });
  return { tasks: sorted, ...(notes.length > 0 ? { notes } : {}), ...present({ completed }) };
}

/** Adds the pending subtasks of tasks, at any depth. */
function withSubtasks(tasks: readonly Task[], queue: TaskQueue): readonly Task[] {
  const found = new Set(tasks);
  // The loop also visits the tasks that it adds.
  for (const { uuid } of found)
    for (const child of queue.children(uuid)) {
      const task = queue.get(child);
      if (task?.status === 'pending') found.add(task);
    }
  return [...found];
}

const withNotes = (lines: readonly string[], { notes = [], completed }: Told, { caller }: Pick<Context, 'caller'>) =>
  [...(lines.length === 0 ? [noTasksText(completed, caller)] : lines), ...notes].join('\n');

/** What is told beside the rows. */
interface Told {
  notes?: string[];
  completed?: number;
}

export const taskTree = defineCommand({
  name: 'task_tree',
  title: 'Show tasks as trees',
  elsewhere: 'dep tree, epic status',
  summary: 'Show the open tasks that a filter selects, each below its parent task. Ids select their subtasks, too.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input,
  output: () =>
    z.strictObject({
      lines: z.array(
        z.strictObject({ task: outputs.task(), closed: z.int(), of: z.int(), follows: z.array(z.boolean()) }),
      ),
      notes: outputs.notes(),
      completed: outputs.completed(),
    }),
  async run(context, { filter }) {
    const { queue } = context;
    const more = namedIds(context, filter) ? (tasks: readonly Task[]) => withSubtasks(tasks, queue) : undefined;
    const { tasks, ...told } = await selected(context, filter, more);
    return { lines: treeLines(forestOf(tasks, queue)), ...told };
  },
  show: {
    rows: { of: 'lines', columns: ['task.id', 'task.description', 'closed', 'of'] },
    text: ({ lines, ...told }, context) => {
      const facts = context.facts();
      const rows = lines.map(({ task, closed, of, follows }) => {
        const progress = of > 0 ? `  ${closed} of ${of} done` : '';
        return `${'  '.repeat(follows.length)}${rowText(task, facts)}${progress}`;
      });
      return withNotes(rows, told, context);
    },
    async screen({ lines, ...told }, context, screen) {
      const { emptyTable, treeTable } = await import('../../../text/screen/screens.ts');
      if (lines.length === 0) return emptyTable(noTasksText(told.completed, context.caller), told.notes, screen);
      const facts = context.facts();
      const rows = lines.map(({ task, ...line }) => ({
        ...line,
        task: taskLine(task, facts, context.coefficients),
      }));
      return treeTable(rows, told.notes, { screen, clock: context.clock });
    },
  },
  cli: { positional: ['filter'], examples: ['task tree', 'task tree 12', 'task list project:web --tree'] },
});

export const taskGraph = defineCommand({
  name: 'task_graph',
  title: 'Show tasks by dependency',
  summary:
    'Show the open tasks that a filter selects in waves: tasks that can start now, then tasks that they block. Lists the blockers of each.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input,
  output: () =>
    z.strictObject({
      waves: z.array(z.array(z.strictObject({ task: outputs.task(), after: z.array(z.int()) }))),
      notes: outputs.notes(),
      completed: outputs.completed(),
    }),
  async run(context, { filter }) {
    const { tasks, ...told } = await selected(context, filter);
    return { waves: wavesOf(tasks, context.queue), ...told };
  },
  show: {
    text: ({ waves, ...told }, context) => {
      const facts = context.facts();
      const row = ({ task, after }: InWave) =>
        `  ${rowText(task, facts)}${after.length > 0 ? `  blocked by ${after.join(', ')}` : ''}`;
      const lines = waves.flatMap((wave, i) => [`wave ${i + 1}:`, ...wave.map(row)]);
      return withNotes(lines, told, context);
    },
    async screen({ waves, ...told }, context, screen) {
      const { emptyTable, graphTable } = await import('../../../text/screen/screens.ts');
      if (waves.length === 0) return emptyTable(noTasksText(told.completed, context.caller), told.notes, screen);
      const facts = context.facts();
      const rows = waves.flatMap((wave, i) =>
        wave.map(({ task, after }) => ({
          ...{ wave: i + 1, after },
          task: taskLine(task, facts, context.coefficients),
        })),
      );
      return graphTable(rows, told.notes, { screen, clock: context.clock });
    },
  },
  cli: { positional: ['filter'], examples: ['task graph', 'task list project:web --graph'] },
});
