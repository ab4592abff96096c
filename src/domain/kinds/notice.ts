import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../instant.ts';
import { isOver, type RunState } from '../runs/run-states.ts';
import { kind } from './row.ts';

/** The events of which Backlog notifies a person. `end`: the orchestrator has nothing left to start. */
export const NOTICE_KINDS = ['question', 'review', 'failure', 'end'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Id of the record for the orchestrator's last end. */
export const END_NOTICE = 'orchestrator';

/** How long a notice is kept after its run is over, in ms. */
const KEPT_MS = 30 * DAY_MS;

/**
 * The last event of a run, or of the orchestrator, of which a person was notified. It makes sure that a person gets each
 * notice once, although several processes and pages look for events. Record id: the run's id, or {@link END_NOTICE}.
 */
export const NOTICE = kind({
  doc: 'the last event of a run of which a person was notified',
  fields: (v) => ({
    what: v.z.enum(NOTICE_KINDS),
    /** Absent for the orchestrator. */
    run: v.z.string().min(1).optional(),
    /** Identifies the event: its reason, its time and the round of the run. */
    event: v.z.string().min(1),
    at: v.instant(),
    /** How the person got it: by a page of the board, or by the setting `notify.command`. Absent until then. */
    by: v.z.enum(['page', 'command', 'caller']).optional(),
    /** The text, for an event that can't be read from a run. */
    title: v.z.string().min(1).optional(),
    text: v.z.string().min(1).optional(),
  }),
  undo: 'never',
  stays: {
    says: '30 days after the end of its run',
    until({ run: id }, { get }) {
      if (id === undefined) return null;
      const run = get('run', id) as { state: RunState; since: string } | undefined;
      if (!run) return 0;
      return isOver(run.state) ? fromInstant(run.since) + KEPT_MS : null;
    },
  },
});
