import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { present } from '../../../base/present.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Task } from '../../../domain/task/task.ts';
import { LISTED, sortTasks } from '../../../filter/index.ts';
import { forestOf, treeLines } from '../../../report/forest.ts';
import { type TaskLine, taskLine } from '../../../report/task-line.ts';
import { wavesOf } from '../../../report/waves.ts';

import type { OutputDoc, TaskColumn, TaskRow } from '../../../text/doc/doc.ts';
import { noTasksText } from '../../../text/row.ts';
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

/** Returns the document of tasks with their places in a tree or in an order. */
function shape(
  rows: readonly ({ task: Task } & Omit<TaskRow, keyof TaskLine>)[],
  columns: readonly TaskColumn[],
  { notes, completed }: Told,
  context: Context,
): OutputDoc {
  const facts = context.facts();
  const tasks = rows.map(({ task, ...place }) => ({ ...taskLine(task, facts, context.coefficients), ...place }));
  return { sections: [{ noun: 'task', empty: noTasksText(completed, context.caller), columns, tasks }], notes };
}

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
    doc: ({ lines, ...told }, context) => {
      const rows = lines.map(({ task, closed, of, follows }) => ({ task, closed, of, follows }));
      return shape(rows, ['id', 'priority', 'state', 'due', 'done', 'project', 'branch'], told, context);
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
    doc: ({ waves, ...told }, context) => {
      const rows = waves.flatMap((wave, i) =>
        wave.map(({ task, after }, at) => ({ task, after, wave: at === 0 ? i + 1 : undefined })),
      );
      const columns = ['wave', 'id', 'priority', 'state', 'due', 'after', 'project', 'description'] as const;
      return shape(rows, columns, told, context);
    },
  },
  cli: { positional: ['filter'], examples: ['task graph', 'task list project:web --graph'] },
});
