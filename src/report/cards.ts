import * as z from 'zod';
import { present } from '../base/present.ts';
import type { Shape } from '../base/shape.ts';
import { claimHolder } from '../claims/index.ts';
import { BOARD_COLUMNS, type BoardColumn } from '../domain/board-columns.ts';
import { PRIORITIES } from '../domain/fields/words.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { holdsUp, unmetDependencies } from '../domain/queue/graph.ts';
import { versionOf } from '../domain/record-version.ts';
import { isInReview, isParked, RUN_STATE_NAMES } from '../domain/runs/run-states.ts';
import { timeLeft } from '../domain/runs/times/time-left.ts';
import { SHOWN_STATE_NAMES, shownState } from '../domain/state-words.ts';
import { boardOrder } from '../domain/task/board-order.ts';
import { objection } from '../domain/task/objections.ts';
import { rawTitle, rawTitleOf } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';
import { metOf } from '../domain/task/unmet-criteria.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import { compareCards, type Ordered } from './card-order.ts';
import type { holdUps } from './chains.ts';
import type { StateWord } from './state-word.ts';
import { derivedOf } from './task-line.ts';

/** A task in the short form that the board shows. Omits absent values, because a board has many cards. */
export const card = () =>
  z.strictObject({
    uuid: z.string(),
    id: z.int(),
    ...rawTitle(),
    column: z.enum(BOARD_COLUMNS),
    state: z.string<StateWord>(),
    /** Version of the task in this card. A later change includes it, to detect changes by others. */
    version: z.string(),
    urgency: z.number(),
    priority: z.enum(PRIORITIES).exactOptional(),
    project: z.string().exactOptional(),
    tags: z.array(z.string()).exactOptional(),
    agent: z.string().exactOptional(),
    due: z.string().exactOptional(),
    end: z.string().exactOptional(),
    rank: z.number().exactOptional(),
    /** Position of an open card in its column, lowest first. */
    order: z.number(),
    /** `[met, total]`: the number of met acceptance criteria, and the number of all criteria. */
    met: z.tuple([z.int(), z.int()]).exactOptional(),
    /** Numbers of the open tasks that block this one. */
    waitsFor: z.array(z.int()).exactOptional(),
    /** Number of open tasks that this task blocks, directly or through other tasks. */
    holdsUp: z.int().exactOptional(),
    handoff: z.literal(true).exactOptional(),
    /** The claim's holder. */
    by: z.string().exactOptional(),
    /** Index of the first group filter that selects the task, from 0. */
    row: z.int().exactOptional(),
    /** The task's latest run. `shown` is its state as all views show it, `reason` is why it failed, was stopped or was interrupted. */
    run: z
      .strictObject({
        id: z.string(),
        state: z.enum(RUN_STATE_NAMES),
        shown: z.enum(SHOWN_STATE_NAMES),
        reason: z.string().exactOptional(),
      })
      .exactOptional(),
    /** Number of attempts among which somebody has to choose. Absent unless there are several. */
    attempts: z.int().exactOptional(),
    /** How long a task in "To do" will take, in milliseconds, by its estimate or past runs of its assignee. */
    lengthMs: z.number().exactOptional(),
    /** The remaining time of a task in progress. */
    left: timeLeft().exactOptional(),
    /** Reasons that block the approval of the run's result. */
    objections: z.array(objection()).exactOptional(),
  });
export type Card = Shape<typeof card>;

/** Returns the board column of a task; undefined for deleted tasks and templates of recurring tasks. */
export function columnOf(task: Task, facts: Pick<Facts, 'latestRun'>): BoardColumn | undefined {
  if (task.status === 'completed') return 'done';
  if (task.status !== 'pending') return undefined;
  const state = facts.latestRun(task.uuid)?.state;
  if (state !== undefined && isInReview(state)) return 'review';
  return task.start === undefined ? 'todo' : 'progress';
}

/**
 * Returns the card of a task.
 * @param held the number of tasks that each task blocks, by uuid; saves time for many cards
 */
export function cardOf(task: Task, facts: Facts, coefficients: Coefficients, held?: ReturnType<typeof holdUps>): Card {
  const column = columnOf(task, facts) ?? 'todo';
  const { tags = [] } = task;
  const met = metOf(task);
  const { urgency, state, objections } = derivedOf(task, facts, coefficients);
  const waitsFor = facts.queue.isBlocked(task) ? unmetDependencies(facts.queue, task).map(({ id }) => id) : [];
  const count = held ? (held.get(task.uuid) ?? 0) : holdsUp(facts.queue, task);
  const claim = facts.claimsOf(task.uuid).find(facts.holdOf);
  const run = shownRun(facts.latestRun(task.uuid), column);
  return {
    uuid: task.uuid,
    id: task.id,
    ...rawTitleOf(task),
    column,
    state,
    version: versionOf(task),
    urgency: Math.round(urgency * 100) / 100,
    order: boardOrder(task, facts, coefficients),
    ...(task.priority ? { priority: task.priority } : {}),
    ...(task.project ? { project: task.project } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(task.agent ? { agent: task.agent } : {}),
    ...(task.due ? { due: task.due } : {}),
    ...(task.end ? { end: task.end } : {}),
    ...(task.rank === undefined ? {} : { rank: task.rank }),
    ...(met ? { met } : {}),
    ...(waitsFor.length > 0 ? { waitsFor } : {}),
    ...(count > 0 ? { holdsUp: count } : {}),
    ...(objections ? { objections } : {}),
    ...(task.handoff ? { handoff: true } : {}),
    ...(claim && column !== 'done' ? { by: claimHolder(claim, facts) } : {}),
    ...(run ? { run } : {}),
    ...present({ attempts: facts.attemptsAt(task.uuid) || undefined }),
  };
}

/** Sorts a column's tasks in the order of their cards, and returns the deciding values. Needs no cards. */
export function inCardOrder(
  tasks: readonly Task[],
  facts: Facts,
  coefficients: Coefficients,
): (Ordered & { task: Task })[] {
  return tasks
    .map((task) => ({ task, id: task.id, end: task.end, order: boardOrder(task, facts, coefficients) }))
    .sort(compareCards);
}

/** Returns the run that a card shows: in "To do" only one that failed, was stopped or was interrupted. */
function shownRun(run: ReturnType<Facts['latestRun']>, column: BoardColumn): Card['run'] {
  if (!run || column === 'done' || (column === 'todo' && !isParked(run.state))) return undefined;
  const reason = isParked(run.state) ? run.reason?.text : undefined;
  return { id: run.id, state: run.state, shown: shownState(run), ...present({ reason }) };
}
