import * as z from 'zod';
import type { Shape } from '../../../base/shape.ts';
import * as outputs from '../../outputs.ts';

/** Output schema of `task_undo` and `task_redo`. */
export const undoOutput = () =>
  z.strictObject({
    /** The undone commit. For a redo, this is the commit of the undo. */
    undone: outputs.commit(),
    /** The original commit. A redo repeats this commit. */
    done: outputs.commit(),
    /** A short description of the original commit: `the import of 10,000 tasks`. */
    what: z.string(),
    /** Number of changed tasks. */
    tasks: z.int(),
    changes: z.array(outputs.change()),
    /** Number of changes that the answer leaves out. */
    left: z.int().exactOptional(),
    seq: z.int().nullable(),
    dryRun: z.boolean(),
    /** Notes on tasks that were active before. */
    notes: outputs.notes(),
  });
export type Took = Shape<typeof undoOutput>;
