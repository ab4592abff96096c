import * as z from 'zod';
import type { Shape } from '../../../base/shape.ts';
import { HIDDEN_OUTCOMES } from '../../kinds/run/hidden-tests.ts';

/** A hidden test that failed, for a person. */
export const disputedTest = () =>
  z.strictObject({
    path: z.string(),
    /** The criterion that it tests as the judge read it, if the judge named one. */
    criterion: z.string().exactOptional(),
    /** True if the task no longer has this criterion. */
    outdated: z.literal(true).exactOptional(),
    text: z.string(),
    /** How it ended on the result, and the end of its output. */
    why: z.string(),
    output: z.string(),
    /** Its outcome on the start commit. */
    base: z.enum(HIDDEN_OUTCOMES),
  });
export type DisputedTest = Shape<typeof disputedTest>;
