import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { holderLabel } from '../claims/index.ts';
import { PRIORITIES } from '../domain/fields/words.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { holdsUp, openDependencies } from '../domain/queue/graph.ts';
import { versionOf } from '../domain/record-version.ts';
import type { Run } from '../domain/records.ts';
import { isInReview, isParked, RUN_STATE_NAMES } from '../domain/runs/run-states.ts';
import { boardOrder } from '../domain/task/board-order.ts';
import { objection } from '../domain/task/objections.ts';
import type { Task } from '../domain/task/task.ts';
import { isProven } from '../domain/task/unmet-criteria.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import { compareCards, type Ordered } from './card-order.ts';
import type { holdUps } from './chains.ts';
import { BOARD_COLUMNS, type BoardColumn } from './columns.ts';
import type { StateWord } from './state-word.ts';
import { derivedOf } from './task-line.ts';

/** A task as a board shows it: short, since there are many. What it does not have is left out. */
export const card = () =>
  z.strictObject({
    uuid: z.string(),
    id: z.int(),
    description: z.string(),
    column: z.enum(BOARD_COLUMNS),
    state: z.string<StateWord>(),
    /** Version of the task as the card shows it. A later change sends it to detect that somebody else changed the task. */
    version: z.string(),
    urgency: z.number(),
    priority: z.enum(PRIORITIES).exactOptional(),
    project: z.string().exactOptional(),
    tags: z.array(z.string()).exactOptional(),
    agent: z.string().exactOptional(),
    due: z.string().exactOptional(),
    end: z.string().exactOptional(),
    rank: z.number().exactOptional(),
    /** Open ones stand by it in their column, the smallest first. */
    order: z.number(),
    /** Acceptance criteria with evidence, and all of them. */
    met: z.tuple([z.int(), z.int()]).exactOptional(),
    /** Numbers of the open tasks that it waits for. */
    waitsFor: z.array(z.int()).exactOptional(),
    /** How many open tasks wait for it, directly or through others. */
    holdsUp: z.int().exactOptional(),
    handoff: z.literal(true).exactOptional(),
    /** Who holds it. */
    by: z.string().exactOptional(),
    /** Of the filters that cards are grouped by, the first that selects it, from 0. */
    row: z.int().exactOptional(),
    /** Its latest run. */
    run: z.strictObject({ id: z.string(), state: z.enum(RUN_STATE_NAMES) }).exactOptional(),
    /** What blocks the approval of its result. */
    objections: z.array(objection()).exactOptional(),
  });
export type Card = Shape<typeof card>;

/** Where it stands on the board; nowhere when it is deleted or a template. */
export function columnOf(task: Task, facts: Pick<Facts, 'latestRun'>): BoardColumn | undefined {
  if (task.status === 'completed') return 'done';
  if (task.status !== 'pending') return undefined;
  const state = facts.latestRun(task.uuid)?.state;
  if (state !== undefined && isInReview(state)) return 'review';
  return task.start === undefined ? 'todo' : 'progress';
}

/** `held`: how many tasks each task holds up, where many are asked for. */
export function cardOf(task: Task, facts: Facts, coefficients: Coefficients, held?: ReturnType<typeof holdUps>): Card {
  const column = columnOf(task, facts) ?? 'todo';
  const { acceptance = [], tags = [] } = task;
  const { urgency, state, objections } = derivedOf(task, facts, coefficients);
  const waitsFor = facts.queue.isBlocked(task) ? openDependencies(facts.queue, task).map(({ id }) => id) : [];
  const count = held ? (held.get(task.uuid) ?? 0) : holdsUp(facts.queue, task);
  const claim = facts.claimsOf(task.uuid).find(facts.holdOf);
  const run = shownRun(facts.latestRun(task.uuid), column);
  return {
    uuid: task.uuid,
    id: task.id,
    description: task.description,
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
    ...(acceptance.length > 0 ? { met: [acceptance.filter(isProven).length, acceptance.length] } : {}),
    ...(waitsFor.length > 0 ? { waitsFor } : {}),
    ...(count > 0 ? { holdsUp: count } : {}),
    ...(objections ? { objections } : {}),
    ...(task.handoff ? { handoff: true } : {}),
    ...(claim && column !== 'done' ? { by: holderLabel(claim.holder) } : {}),
    ...(run ? { run } : {}),
  };
}

/** The tasks of a column as their cards stand there, each with its number: known before there is a card of any. */
export function inCardOrder(
  tasks: readonly Task[],
  facts: Facts,
  coefficients: Coefficients,
): (Ordered & { task: Task })[] {
  return tasks
    .map((task) => ({ task, id: task.id, end: task.end, order: boardOrder(task, facts, coefficients) }))
    .sort(compareCards);
}

/** On a task that is to do, a run is of interest only when it went no further. */
function shownRun(run: Pick<Run, 'id' | 'state'> | undefined, column: BoardColumn): Card['run'] {
  if (!run || column === 'done' || (column === 'todo' && !isParked(run.state))) return undefined;
  return { id: run.id, state: run.state };
}
