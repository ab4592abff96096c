import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';

/** A changed file of a result. */
export const changedFile = () =>
  z.strictObject({
    path: z.string(),
    /** The former path of a renamed file. */
    from: z.string().optional(),
    /** Added, deleted, modified, renamed, or changed in type (to or from a link). */
    status: z.enum(['A', 'D', 'M', 'R', 'T']),
    /** Lines; 0 for a binary file. */
    added: z.int(),
    deleted: z.int(),
    binary: z.boolean(),
    /** Whether a program wrote the file, by its name. */
    generated: z.boolean(),
    /** Whether the file is out of the run's scope. */
    outside: z.boolean(),
    /** The git object of the content; zeros for a deleted file. */
    blob: z.string(),
    /** Mode before and after, if changed: `100644 100755` became executable. Of a new file, only a mode but 100644. */
    modes: z.string().optional(),
  });
export type ChangedFile = Shape<typeof changedFile>;

/** A changed file of a diff. */
export type Changed = Omit<ChangedFile, 'generated' | 'outside'>;

/** A line of a diff, with its number on each side. `@` starts a hunk. `\` is git's remark about the end of a file. */
export const diffRow = () =>
  z.strictObject({
    kind: z.enum([' ', '+', '-', '@', '\\']),
    old: z.int().exactOptional(),
    new: z.int().exactOptional(),
    text: z.string(),
    /** Number of characters that are cut off from `text`. */
    left: z.int().exactOptional(),
  });
export type DiffRow = Shape<typeof diffRow>;
