import { AFTER_RUN, kind } from './row.ts';

/**
 * The events of which Backlog notifies a person. `end`: the orchestrator has nothing left to start, its process is
 * missing, or a night is over. `budget`: its budget is nearly or completely spent, or can't count a run.
 */
export const NOTICE_KINDS = ['question', 'review', 'failure', 'end', 'budget'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Id of the record for the orchestrator's last end. */
export const END_NOTICE = 'orchestrator';

/** Id of the record for the end of the last night. */
export const NIGHT_NOTICE = 'night';

/** Id of the record for the last notice that the orchestrator's process is missing. */
export const PROCESS_NOTICE = 'process';

/** Id of the record for the last notice about the orchestrator's budget. */
export const BUDGET_NOTICE = 'budget';

/** Id of the record for the last notice about a run that the budget can't count. */
export const UNPRICED_NOTICE = 'unpriced';

/**
 * The last event of a run, or of the orchestrator, of which a person was notified. It makes sure that a person gets each
 * notice once, although several processes and pages look for events. Record id: the run's id, {@link END_NOTICE},
 * {@link NIGHT_NOTICE}, {@link PROCESS_NOTICE}, {@link BUDGET_NOTICE} or {@link UNPRICED_NOTICE}.
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
  stays: AFTER_RUN,
});
