import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../instant.ts';
import { isOver, type RunState } from '../runs/run-states.ts';
import { kind } from './row.ts';
import { hash } from './run-parts.ts';

/** How long a tick is kept after its run is over, in ms. */
const KEPT_MS = 30 * DAY_MS;

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
  stays: {
    says: '30 days after the end of its run',
    until({ run: id }, { get }) {
      const run = get('run', id) as { state: RunState; since: string } | undefined;
      if (!run) return 0;
      return isOver(run.state) ? fromInstant(run.since) + KEPT_MS : null;
    },
  },
  task: (tick) => tick.task,
});
