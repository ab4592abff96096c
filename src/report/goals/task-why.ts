import * as z from 'zod';
import { type Shape, typedAs } from '../../base/shape.ts';
import type { Why } from '../../goals/why.ts';

/** Maximum number of log entries of the goal that a brief shows. */
export const SINCE = 3;

/**
 * Why a task exists: the chain of its goal, the work that it must not do, what happened since, and the gaps of the chain.
 */
export const taskWhy = () =>
  z.looseObject({
    why: typedAs<Why>(z.looseObject({ links: z.array(z.unknown()), gaps: z.array(z.unknown()) })),
    /** The newest log entries of the goal, the newest last. */
    since: z.array(z.strictObject({ at: z.string(), text: z.string() })),
    /** The nearest task above that has a spec, with the first line of this spec. */
    above: z.strictObject({ id: z.int(), line: z.string() }).exactOptional(),
  });
export type TaskWhy = Shape<typeof taskWhy>;
