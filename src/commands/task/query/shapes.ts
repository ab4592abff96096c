import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { present } from '../../../base/present.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Task } from '../../../domain/task/task.ts';
import { LISTED, sortTasks } from '../../../filter/index.ts';
import { prerequisitesFirst, waveOf, withBefore } from '../../../report/chains.ts';
import { prerequisitesOf } from '../../../report/graph/links.ts';
import { type TaskLine, taskLine } from '../../../report/task-line.ts';
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

/**
 * A task with its selected subtasks. `of` is the number of all its subtasks except deleted ones; `closed` counts the
 * closed ones.
 */
interface Branch {
  task: Task;
  below: Branch[];
  closed: number;
  of: number;
}

/** A line of a tree. `follows` tells for each depth, from the top, whether another line follows there. */
interface TreeLine extends Omit<Branch, 'below'> {
  follows: boolean[];
}

/** Converts trees to lines, from top to bottom. */
export function treeLines(branches: readonly Branch[], above: readonly boolean[] = [], isRoot = true): TreeLine[] {
  return branches.flatMap(({ below, ...line }, i) => {
    const follows = isRoot ? [] : [...above, i < branches.length - 1];
    return [{ ...line, follows }, ...treeLines(below, follows, false)];
  });
}

/**
 * Arranges tasks as trees, and keeps their order. A task is below its nearest ancestor in the list. Without an
 * ancestor, it is a root. Each task appears exactly once, even in a cycle of damaged data.
 */
export function forestOf(tasks: readonly Task[], queue: TaskQueue): Branch[] {
  const wanted = new Map(tasks.map((task) => [task.uuid, branchOf(task, queue)]));
  const roots: Branch[] = [];
  for (const task of tasks) {
    const above = nearestAbove(task, queue, wanted);
    (above ? above.below : roots).push(wanted.get(task.uuid)!);
  }
  return roots;
}

function branchOf(task: Task, queue: TaskQueue): Branch {
  const children = [...queue.children(task.uuid)].map((uuid) => queue.get(uuid)?.status);
  const kept = children.filter((status) => status !== 'deleted');
  return { task, below: [], closed: kept.filter((status) => status === 'completed').length, of: kept.length };
}

/** Returns the nearest selected ancestor of a task. Returns undefined for a task in a cycle, which makes it a root. */
function nearestAbove(task: Task, queue: TaskQueue, wanted: ReadonlyMap<string, Branch>): Branch | undefined {
  const seen = new Set([task.uuid]);
  let found: Branch | undefined;
  for (let uuid = task.parent; uuid !== undefined; uuid = queue.get(uuid)?.parent) {
    if (seen.has(uuid)) return undefined;
    seen.add(uuid);
    found ??= wanted.get(uuid);
  }
  return found;
}

/** A task of a wave, with the numbers of the tasks that must be done before it: open dependencies and open subtasks. */
interface InWave {
  task: Task;
  after: number[];
}

/**
 * Groups tasks by dependency. Tasks of the first wave depend on no open task. Every other task depends on one in the
 * wave before. Tasks that selected tasks depend on are included even if they aren't selected. Tasks in a cycle, which
 * only damaged data contains, are in no wave. The cost is O(tasks + dependencies).
 */
export function wavesOf(selected: readonly Task[], queue: TaskQueue): InWave[][] {
  const steps = [...withBefore(selected, (task) => prerequisitesOf(task, queue))].map(([task, all]) => ({
    ...{ id: task.uuid, ms: 1, after: all.map(({ uuid }) => uuid) },
    row: { task, after: all.map(({ id }) => id) },
  }));
  const order = prerequisitesFirst(steps);
  const waves = waveOf(order);
  const rows: InWave[][] = [];
  for (const { id, row } of order) {
    const wave = rows[waves.get(id)! - 1];
    if (wave) wave.push(row);
    else rows.push([row]);
  }
  return rows;
}
