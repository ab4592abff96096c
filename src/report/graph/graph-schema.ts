import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { StateWord } from '../state-word.ts';

/** A task in the dependency graph. Absent values are left out. */
const graphNode = () =>
  z.strictObject({
    id: z.int(),
    uuid: z.string(),
    description: z.string(),
    state: z.string<StateWord>(),
    /**
     * 1 without prerequisites, otherwise one more than the highest wave of the prerequisites. 0 in a cycle or behind
     * one.
     */
    wave: z.int(),
    project: z.string().exactOptional(),
    estimateMs: z.number().exactOptional(),
    /** How many open tasks this one blocks, directly or through other tasks. */
    holdsUp: z.int().exactOptional(),
    critical: z.literal(true).exactOptional(),
    /** Set when the filter did not select the task: it is a prerequisite of a selected one. */
    along: z.literal(true).exactOptional(),
    /** Dependencies on tasks that are deleted or no longer in the queue. They block nothing. */
    gone: z.array(z.strictObject({ uuid: z.string(), id: z.int().exactOptional() })).exactOptional(),
    /** Number of hidden prerequisites, and of hidden tasks that depend on this one. */
    hidden: z.tuple([z.int(), z.int()]).exactOptional(),
  });
export type GraphNode = Shape<typeof graphNode>;

/** Pairs of task numbers: the first task must be done before the second. */
const edges = () => z.array(z.tuple([z.int(), z.int()]));

/** A task, and how many open tasks it blocks. */
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
    /** The tasks that block most others, highest count first. */
    unblocking: z.array(unblocking()),
    totals: z.strictObject({
      /** Tasks in the graph, and tasks that the limit left out. */
      shown: z.int(),
      left: z.int(),
      waves: z.int(),
      /** Hidden tasks without any dependency. */
      alone: z.int(),
    }),
  });
export type Graph = Shape<typeof graph>;
