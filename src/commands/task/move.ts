import * as z from 'zod';
import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES } from '../../domain/board-columns.ts';
import { callText } from '../../domain/calls/call.ts';
import { flagInput, idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import { versionOf } from '../../domain/record-version.ts';
import { rankBetween } from '../../domain/task/board-order.ts';
import type { Task } from '../../domain/task/task.ts';
import { card, cardOf, columnOf, inCardOrder } from '../../report/cards.ts';
import type { Tx } from '../../store/index.ts';
import { despiteLines, rowText } from '../../text/row.ts';
import { completeTask } from '../../work/task/close.ts';
import { findTask } from '../../work/task/find.ts';
import { startTask, stopTask } from '../../work/task/life.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { changeTask } from './modify.ts';

/** The fields by which the board makes lanes. A card that is dropped in another lane changes one of them. */
const lanes = () => {
  const { project, agent, priority } = fieldInputs();
  return { project, agent, priority };
};

export const taskMove = defineCommand({
  name: 'task_move',
  title: 'Move a task on the board',
  elsewhere: 'transition, set-status, mv',
  summary:
    'Move a task to another board column, which starts, stops, completes or reopens it; to another lane; or above another task. All of it is one change.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      to: z.enum(BOARD_COLUMNS).describe('Column').optional(),
      before: idInput().describe('Id of the task to place it above').optional(),
      after: idInput().describe('Id of the task to place it below').optional(),
      first: flagInput().describe('Place it above all tasks of its column').optional(),
      last: flagInput().describe('Place it below all ranked tasks').optional(),
      ...lanes(),
      seen: z
        .string()
        .describe('Version of its card that the caller saw; refused if the card changed since')
        .optional(),
    }),
  output: () => card().extend({ despite: outputs.despite() }),
  async run(context, { id, to, before, after, first, last, seen, ...fields }, write) {
    const isRanked = before !== undefined || after !== undefined || first === true || last === true;
    const ends = [first && 'first', last && 'last'].filter((end) => typeof end === 'string');
    const useless = ends[(before ?? after) === undefined ? 1 : 0];
    if (useless !== undefined)
      refuse('usage', `${useless} and another place exclude each other: give one of them`, {
        data: { slip: { kind: 'useless', field: useless } },
      });
    const changes = Object.values(fields).some((value) => value !== undefined);
    if (to === undefined && !isRanked && !changes)
      refuse('usage', `task_move: no new place was given for task ${id}`, { hint: exampleMoves(context, id) });
    const despite: string[] = [];
    const moved = await write((tx) => {
      despite.length = 0;
      const task = findTask(context.queue, id);
      const from = columnOf(task, context.facts());
      if (seen !== undefined && seen !== versionOf(task)) refuseStale(context, task, from);
      const moved = to === undefined || to === from ? task : moveTo(tx, context, { task, from, to, despite });
      const changed = changes ? changeTask(tx, context, moved, { fields }) : moved;
      const ranked = isRanked ? rankAmong(tx, context, changed, { before, after, first }) : changed;
      return cardOf(ranked, context.facts(), context.coefficients);
    });
    return { ...moved, ...outputs.despiteOf(despite) };
  },
  show: {
    text: ({ uuid, column, despite }, context) =>
      [
        `Moved to ${COLUMN_TITLES[column]}: ${rowText(context.queue.get(uuid)!, context.facts())}`,
        ...despiteLines(despite),
      ].join('\n'),
  },
  cli: {
    positional: ['id', 'to'],
    selects: {
      field: 'id',
      each: true,
      // Each task goes to the top, or right below the same one, so the first task goes last.
      fromLast: ({ first, after }) => first === true || after !== undefined,
    },
    examples: ['task move 12 progress', 'task move 12 --before 7', 'task move 12 todo --project web'],
  },
});

/** Returns the calls that move a task: into a column, before another task, or to the end of its column. */
function exampleMoves({ caller: { door } }: Context, id: string): string {
  const calls = [{ to: 'progress' }, { before: '7' }, { first: true }].map(
    (flags) => `\`${callText(door, { command: 'task_move', words: { id }, flags })}\``,
  );
  return `For example ${calls[0]}, ${calls[1]} or ${calls[2]}. Columns: ${BOARD_COLUMNS.join(', ')}.`;
}

/**
 * Refuses to move a card that has changed since the caller read it. The error contains the current card, so that the
 * caller can show it.
 */
function refuseStale(context: Context, task: Task, column: BoardColumn | undefined): never {
  return refuse('conflict', `task ${task.id} was changed meanwhile`, {
    hint: 'Read its present state, then move it again if that is still right.',
    data: column ? { card: cardOf(task, context.facts(), context.coefficients) } : { status: task.status },
  });
}

interface Wanted {
  task: Task;
  from: BoardColumn | undefined;
  to: BoardColumn;
  /** Gets the reasons that blocked a completed task. */
  despite: string[];
}

/** Moves the task to another column. Each move has the same effect as a command such as `start` or `done`. */
function moveTo(tx: Tx, context: Context, { task, from, to, despite }: Wanted): Task {
  if (to === 'review')
    return refuse('conflict', `task ${task.id} has no result to review`, {
      hint: `Start a run for it: run_start ${task.id}`,
    });
  if (from === 'review') return refuseReviewed(context, task);
  if (to === 'done') {
    const done = completeTask(tx, context, task);
    despite.push(...done.despite);
    return done.task;
  }
  const open = from === 'progress' || from === 'todo' ? task : reopened(tx, context, task);
  if (to === 'progress') return startTask(tx, context, open).task;
  return from === 'progress' ? stopTask(tx, context, open) : open;
}

function refuseReviewed(context: Context, task: Task): never {
  const run = context.facts().latestRun(task.uuid)!;
  return refuse('conflict', `the result of run ${run.id} needs a review`, {
    hint: `Decide about it: run_approve ${run.id}, or run_request_changes ${run.id} --note "…".`,
    data: { run: run.id, state: run.state },
  });
}

function reopened(tx: Tx, context: Context, task: Task): Task {
  return changeTask(tx, context, task, { status: 'pending', fields: {} });
}

/** Ranks the task above the task `before`, otherwise below the task `after`, otherwise first, or below all ranked tasks. */
function rankAmong(
  tx: Tx,
  context: Context,
  task: Task,
  { before, after, first }: { before: string | undefined; after: string | undefined; first: boolean | undefined },
): Task {
  const facts = context.facts();
  const column = columnOf(task, facts);
  const named = before ?? after;
  const next = named === undefined ? undefined : findTask(context.queue, named);
  if (next && columnOf(next, facts) !== column)
    refuse('conflict', `task ${next.id} is in another column than task ${task.id}`, {
      hint: 'Give a task of the same column, or name the column.',
    });
  if (column === 'done') return task;
  const beside = [...context.queue.open()].filter(
    (each) => columnOf(each, facts) === column && each.uuid !== task.uuid,
  );
  const others = inCardOrder(beside, facts, context.coefficients);
  const place = others.findIndex((each) => each.task.uuid === next?.uuid);
  // A task that is put beside itself stays where it is.
  if (next !== undefined && place < 0) return task;
  if (next === undefined && first) return putTask(tx, rankBetweenTasks(tx, task, [], others[0]));
  const lastRanked = others.findLastIndex((each) => each.task.rank !== undefined);
  const at = next === undefined ? lastRanked + 1 : before === undefined ? place + 1 : place;
  return putTask(tx, rankBetweenTasks(tx, task, others.slice(0, at), others[at]));
}

/** Maximum number of tasks that get a rank in one commit. */
const RANKED_AT_ONCE = 500;

/** A task of a column, with the number by which the column is sorted. */
interface RankedTask {
  task: Task;
  order: number;
}

/**
 * Gives a task a rank between two others of its column. If there is no number between theirs, also moves as few of the
 * tasks above as necessary.
 * @throws BacklogError `conflict` if more than {@link RANKED_AT_ONCE} tasks would have to move
 */
function rankBetweenTasks(tx: Tx, task: Task, above: readonly RankedTask[], below: RankedTask | undefined): Task {
  const rank = rankBetween(above.at(-1)?.order, below?.order);
  if (rank !== undefined) return { ...task, rank };
  for (let count = 1; count <= Math.min(above.length, RANKED_AT_ONCE); count++) {
    const ranks = spread(above.at(-count - 1)?.order, below!.order, count + 1);
    if (!ranks) continue;
    for (const [i, each] of above.slice(-count).entries()) putTask(tx, { ...each.task, rank: ranks[i]! });
    return { ...task, rank: ranks[count]! };
  }
  return refuse('conflict', `more than ${RANKED_AT_ONCE} tasks above that place have the same rank`, {
    hint: 'Give some of them another rank, or move it further up.',
  });
}

/** Returns `count` numbers between two others, in order; undefined if there is not enough room. */
function spread(low: number | undefined, high: number, count: number): number[] | undefined {
  const from = low ?? high - count - 1;
  const ranks = Array.from({ length: count }, (_, i) => from + ((high - from) * (i + 1)) / (count + 1));
  const all = [from, ...ranks, high];
  return all.every((each, i) => i === 0 || each > all[i - 1]!) ? ranks : undefined;
}
