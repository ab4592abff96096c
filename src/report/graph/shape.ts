import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { StateWord } from '../state-word.ts';

/** A task of a drawing of dependencies. What it does not have is left out. */
const graphNode = () =>
  z.strictObject({
    id: z.int(),
    uuid: z.string(),
    description: z.string(),
    state: z.string<StateWord>(),
    /** 1 for what waits for nothing; each other one stands in the wave after the last one that it waits for. 0: in a circle, or behind one. */
    wave: z.int(),
    project: z.string().exactOptional(),
    /** Estimate in milliseconds. */
    estimateMs: z.number().exactOptional(),
    /** How many open tasks cannot begin before it is done, directly or through others. */
    holdsUp: z.int().exactOptional(),
    critical: z.literal(true).exactOptional(),
    /** The filter did not select it: it came along, since another one waits for it. */
    along: z.literal(true).exactOptional(),
    /** Dependencies on tasks that are deleted or no longer in the queue. They block nothing. */
    gone: z.array(z.strictObject({ uuid: z.string(), id: z.int().exactOptional() })).exactOptional(),
    /** How many of those that it waits for, and that wait for it, are left out. */
    hidden: z.tuple([z.int(), z.int()]).exactOptional(),
  });
export type GraphNode = Shape<typeof graphNode>;

/** Numbers of tasks: the first one has to be done before the second one. */
const edges = () => z.array(z.tuple([z.int(), z.int()]));

/** A task, and how many others wait for it. */
export const unblocking = () => z.strictObject({ id: z.int(), count: z.int() });

/** Who waits for whom among open tasks. */
export const graph = () =>
  z.strictObject({
    nodes: z.array(graphNode()),
    edges: edges(),
    /** The same of subtasks and the task that they are parts of. */
    parts: edges(),
    /** The chain that takes longest; of one task there is none. */
    critical: z.strictObject({
      ids: z.array(z.int()),
      by: z.enum(['estimate', 'count']),
      ms: z.number().exactOptional(),
      guessed: z.int().exactOptional(),
    }),
    /** The tasks that most others wait for, the first the most. */
    unblocking: z.array(unblocking()),
    totals: z.strictObject({
      /** Tasks in the drawing, and those that the limit left out. */
      shown: z.int(),
      left: z.int(),
      waves: z.int(),
      /** Tasks without any dependency that are not shown. */
      alone: z.int(),
    }),
  });
export type Graph = Shape<typeof graph>;
