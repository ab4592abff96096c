import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { rawTitle } from '../../domain/task/raw-title.ts';
import type { StateWord } from '../state-word.ts';

/** A task in the dependency graph. Omits absent values. */
const graphNode = () =>
  z.strictObject({
    id: z.int(),
    uuid: z.string(),
    ...rawTitle(),
    state: z.string<StateWord>(),
    /**
     * The task's wave: 1 if it depends on no open task, otherwise the wave after its last dependency. 0 for a task in a
     * cycle, or for a task that depends on a cycle.
     */
    wave: z.int(),
    project: z.string().exactOptional(),
    estimateMs: z.number().exactOptional(),
    /** Number of open tasks that this task blocks, directly or through other tasks. */
    holdsUp: z.int().exactOptional(),
    critical: z.literal(true).exactOptional(),
    /** Set if the filter didn't select the task. It is in the graph because a selected task depends on it. */
    along: z.literal(true).exactOptional(),
    /** Dependencies on tasks that were deleted, which block until a person decides, or are no longer in the queue. */
    gone: z.array(z.strictObject({ uuid: z.string(), id: z.int().exactOptional() })).exactOptional(),
    /** Numbers of hidden tasks: those that this task depends on, and those that depend on it. */
    hidden: z.tuple([z.int(), z.int()]).exactOptional(),
  });
export type GraphNode = Shape<typeof graphNode>;

/** Pairs of task numbers: the first task must be done before the second. */
const edges = () => z.array(z.tuple([z.int(), z.int()]));

/** A task, and the number of open tasks that it blocks. */
export const unblocking = () => z.strictObject({ id: z.int(), count: z.int() });

/** Dependencies among open tasks. */
export const graph = () =>
  z.strictObject({
    nodes: z.array(graphNode()),
    edges: edges(),
    /** Pairs of a subtask and its parent. */
    parts: edges(),
    /** The longest chain of tasks; empty if no chain has two tasks. */
    critical: z.strictObject({
      ids: z.array(z.int()),
      by: z.enum(['estimate', 'count']),
      ms: z.number().exactOptional(),
      guessed: z.int().exactOptional(),
    }),
    /** The tasks that block most others, the highest number first. */
    unblocking: z.array(unblocking()),
    totals: z.strictObject({
      /** Number of tasks in the graph, and number of tasks that the limit omitted. */
      shown: z.int(),
      left: z.int(),
      waves: z.int(),
      /** Number of hidden tasks without any dependency. */
      alone: z.int(),
    }),
  });
export type Graph = Shape<typeof graph>;
