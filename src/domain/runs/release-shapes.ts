import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { SHOWN_STATE_NAMES } from '../state-words.ts';
import { namedTask, rawTitle } from '../task/raw-title.ts';

/** What a release from now would contain: results since a tag, and what is not finished or not committed. */
export const release = () =>
  z.strictObject({
    repositories: z.array(
      z.strictObject({
        name: z.string(),
        /** The target branch and its commit. */
        branch: z.string(),
        commit: z.string(),
        /** The tag from which changes count. Without a tag, all changes count. */
        tag: z.string().exactOptional(),
        /** Number of commits since the tag. */
        commits: z.int(),
        /** Number of uncommitted files in the checkout, and the paths of the first ones. */
        dirty: z.int(),
        files: z.array(z.string()),
        /** Numbers of runs: merged since the tag, and unfinished ones. */
        runs: z.strictObject({
          merged: z.int(),
          active: z.int(),
          review: z.int(),
          /** Numbers of approved results that are not merged, by state. */
          approved: z.array(z.strictObject({ state: z.enum(SHOWN_STATE_NAMES), runs: z.int() })),
          stopped: z.int(),
          reverted: z.int(),
        }),
      }),
    ),
    /** Repositories that could not be read. */
    unread: z.array(z.strictObject({ name: z.string(), problem: z.string() })),
    /** Tasks with a result in the target branch since the tag, newest first. */
    tasks: z.array(
      z.strictObject({
        id: z.int(),
        ...rawTitle(),
        run: z.string(),
        repository: z.string(),
        commit: z.string(),
        at: z.string(),
      }),
    ),
    /** Tasks completed since the tag without a run, newest first. */
    others: z.array(namedTask().extend({ at: z.string() })),
    totals: z.strictObject({ tasks: z.int(), others: z.int() }),
  });
export type Release = Shape<typeof release>;
export type ReleaseRepository = Release['repositories'][number];
