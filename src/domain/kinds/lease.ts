import { kind } from './row.ts';
import { processIdSchema } from './shared.ts';

/** The name of the orchestrator's lease: only one process can have it. */
export const SCHEDULE_LEASE = 'schedule';

/** The one active process of a role: the orchestrator, or a repository's merge queue. Record id: the role. */
export const LEASE = kind({
  doc: 'the process that leads a single job, such as the merge queue',
  fields: (v) => ({
    name: v.z.string().min(1),
    holder: processIdSchema(v),
    since: v.instant(),
    expires: v.instant(),
    /** Counts renewals that did not change `expires`. */
    beat: v.z.int().min(0).optional(),
  }),
  undo: 'never',
});
