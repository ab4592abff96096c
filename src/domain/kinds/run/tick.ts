import { AFTER_RUN, isRunOver, kind } from '../row.ts';
import { hash } from './run-parts.ts';

/**
 * A tick: a reviewer has viewed a file of a run's result. It is valid until the file changes. Record id:
 * `<run>/<actor>/<path>`.
 */
export const TICK = kind({
  doc: 'a file of a diff that a reviewer marked as seen',
  fields: (v) => ({
    run: v.z.string().min(1),
    task: v.uuid(),
    actor: v.z.string().min(1),
    path: v.z.string().min(1),
    /** Id of the file's git object. Zeros for a deleted file. */
    blob: v.z.string().regex(/^[0-9a-f]{40,64}$/, 'expected the id of a git object'),
    /** The result that the reviewer saw. Older records lack it. */
    commit: hash(v).optional(),
    at: v.instant(),
  }),
  undo: 'never',
  stays: AFTER_RUN,
  task: (tick) => tick.task,
  staysBehind: isRunOver,
});
