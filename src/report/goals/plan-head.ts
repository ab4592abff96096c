import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';

/** The purpose of the queue in a few lines: the vision, and the bets and goals that are `now`. */
export const planHead = () =>
  z.strictObject({
    vision: z.string().exactOptional(),
    now: z.array(z.strictObject({ id: z.string(), title: z.string(), measure: z.string().exactOptional() })),
  });
export type PlanHead = Shape<typeof planHead>;
