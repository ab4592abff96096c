import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';

export const changedFile = () =>
  z.strictObject({
    path: z.string(),
    /** The former path of a renamed file. */
    from: z.string().optional(),
    /** Kind of change: added, deleted, modified, renamed, or changed in type (to or from a link). */
    status: z.enum(['A', 'D', 'M', 'R', 'T']),
    /** Number of added lines; 0 for a binary file. */
    added: z.int(),
    deleted: z.int(),
    binary: z.boolean(),
    /** True if the file is generated, judged by its name. */
    generated: z.boolean(),
    /** True if the file is out of the run's scope. */
    outside: z.boolean(),
    /** Id of the git object with the content. Zeros for a deleted file. */
    blob: z.string(),
    /**
     * File mode before and after a change of the mode: `100644 100755` became executable. For a new file, its mode
     * unless it is 100644.
     */
    modes: z.string().optional(),
    /** True for a submodule. `blob` is then its commit, and the two changed lines are its commits. */
    submodule: z.literal(true).optional(),
  });
export type ChangedFile = Shape<typeof changedFile>;

/** A changed file of a diff. */
export type Changed = Omit<ChangedFile, 'generated' | 'outside'>;

/**
 * A line of a diff, with its line number on each side. `@` starts a group of changed lines (hunk). `\` is git's remark
 * about the end of a file.
 */
export const diffRow = () =>
  z.strictObject({
    kind: z.enum([' ', '+', '-', '@', '\\']),
    old: z.int().exactOptional(),
    new: z.int().exactOptional(),
    text: z.string(),
    /** Number of characters of the line that `text` lacks. */
    left: z.int().exactOptional(),
  });
export type DiffRow = Shape<typeof diffRow>;
