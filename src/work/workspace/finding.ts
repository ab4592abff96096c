import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';

/** A finding of `doctor` that isn't damage of the store, and the way to fix it. */
export const doctorFinding = () => z.strictObject({ problem: z.string(), advice: z.string() });
export type WorkspaceFinding = Shape<typeof doctorFinding>;
