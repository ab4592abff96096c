import * as z from 'zod';
import { flagInput, idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Task } from '../../domain/task/task.ts';
import { card, cardOf, columnOf, inCardOrder } from '../../report/cards.ts';
import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES } from '../../report/columns.ts';
import type { Tx } from '../../store/index.ts';
import { rowText } from '../../text/row.ts';
import { completeTask } from '../../work/task/close.ts';
import { findTask } from '../../work/task/find.ts';
import { startTask, stopTask } from '../../work/task/life.ts';
import { putTask } from '../../work/task/put-task.ts';
import { rankBetweenTasks } from '../../work/task/rank.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { changeTask } from './modify.ts';

export const taskMove = defineCommand({
  name: 'task_move',
  title: 'Move a task on the board',
  summary:
    'Move a task to another board column (this starts, stops, completes or reopens it), or place it above another task by rank.',
  toolset: 'admin',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      to: z.enum(BOARD_COLUMNS).describe('Column').optional(),
      before: idInput().describe('Id of the task to place it above').optional(),
      last: flagInput().describe('Place it below all ranked tasks').optional(),
      seen: z
        .string()
        .describe('Version of its card that the caller saw; refused if the card changed since')
        .optional(),
    }),
  output: () => card(),
  async run(context, { id, to, before, last, seen }, write) {
    if (to === undefined && before === undefined && !last)
      refuse('usage', 'task_move: nothing says where to', { hint: 'Give to, before or last.' });
    return write((tx) => {
      const task = findTask(context.queue, id);
      const from = columnOf(task, context.facts());
      if (seen !== undefined && seen !== versionOf(task)) refuseStale(context, task, from);
      const moved = to === undefined || to === from ? task : moveTo(tx, context, { task, from, to });
      const ranked = before === undefined && !last ? moved : rankAmong(tx, context, moved, before);
      return cardOf(ranked, context.facts(), context.coefficients);
    });
  },
  show: {
    text: ({ uuid, column }, context) =>
      `Moved to ${COLUMN_TITLES[column]}: ${rowText(context.queue.get(uuid)!, context.facts())}`,
  },
  cli: {
    positional: ['id', 'to'],
    selects: { field: 'id', each: true },
    examples: ['task move 12 progress', 'task move 12 --before 7'],
  },
});

/**
 * Refuses to move a card that has changed since the caller saw it. The refusal contains the current card, so that the
 * caller can show it.
 */
function refuseStale(context: Context, task: Task, column: BoardColumn | undefined): never {
  return refuse('conflict', `task ${task.id} was changed meanwhile`, {
    hint: 'Look at what it is now, and move it again if that is still right.',
    data: column ? { card: cardOf(task, context.facts(), context.coefficients) } : { status: task.status },
  });
}

interface Wanted {
  task: Task;
  from: BoardColumn | undefined;
  to: BoardColumn;
}

/** Moves the task to another column. Each of these moves has the same effect as another command. */
function moveTo(tx: Tx, context: Context, { task, from, to }: Wanted): Task {
  if (to === 'review')
    return refuse('conflict', `task ${task.id} has no result to be reviewed`, {
      hint: 'A run brings a task into review: run_start begins one.',
    });
  if (from === 'review') return refuseReviewed(context, task);
  const open = from === 'progress' || from === 'todo' ? task : reopened(tx, context, task);
  if (to === 'done') return completeTask(tx, context, open).task;
  if (to === 'progress') return startTask(tx, context, open).task;
  return from === 'progress' ? stopTask(tx, context, open) : open;
}

function refuseReviewed(context: Context, task: Task): never {
  const run = context.facts().latestRun(task.uuid)!;
  return refuse('conflict', `the result of run ${run.id} waits for its review`, {
    hint: `Decide about it: run_approve, run_request_changes or run_discard ${run.id}.`,
    data: { run: run.id, state: run.state },
  });
}

function reopened(tx: Tx, context: Context, task: Task): Task {
  return changeTask(tx, context, task, { status: 'pending', fields: {} });
}

function rankAmong(tx: Tx, context: Context, task: Task, before: string | undefined): Task {
  const facts = context.facts();
  const column = columnOf(task, facts);
  const next = before === undefined ? undefined : findTask(context.queue, before);
  if (next && columnOf(next, facts) !== column)
    refuse('conflict', `task ${next.id} is in another column than task ${task.id}`, {
      hint: 'Name one of the same column, or say to which one it goes.',
    });
  if (column === 'done') return task;
  const beside = [...context.queue.open()].filter(
    (each) => columnOf(each, facts) === column && each.uuid !== task.uuid,
  );
  const others = inCardOrder(beside, facts, context.coefficients);
  const at = next
    ? others.findIndex((each) => each.task.uuid === next.uuid)
    : others.findLastIndex((each) => each.task.rank !== undefined) + 1;
  // If the task is put before itself, it stays at its place.
  if (at < 0) return task;
  return putTask(tx, rankBetweenTasks(tx, task, others.slice(0, at), others[at]));
}
