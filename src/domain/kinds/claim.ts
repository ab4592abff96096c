import { fromInstant } from '../instant.ts';
import { LEASE_MS } from '../lease-lengths.ts';
import { anyAlive, makersOf, processesOf } from '../session-processes.ts';
import { kind } from './row.ts';
import { KEPT_MS, processIdSchema, scope } from './shared.ts';

/** An exclusive right to work on a task and to edit the files of a scope, until the lease expires. */
export const CLAIM = kind({
  doc: 'the exclusive right to a task and the files in its scope',
  fields: (v) => ({
    id: v.z.string().min(1),
    /** The holder as a path: `session`, `session/agent` or `run:<id>`. Holders below it share the claim. */
    holder: v.z.string().min(1),
    /** uuid of the task. */
    task: v.uuid().optional(),
    /** The task's number and description when the claim was granted, for messages: `#12 Fix login`. */
    label: v.z.string().optional(),
    /** The task's number, for calls. */
    number: v.z.int().positive().optional(),
    run: v.z.string().optional(),
    /** The claimed files. Empty if the claim covers only the task. */
    scope: scope(v),
    /** Files that the holder may edit without holding them: the documents that a run is asked about. */
    also: scope(v).optional(),
    since: v.instant(),
    expires: v.instant(),
    /** Counts renewals that did not change `expires`. */
    beat: v.z.int().min(0).optional(),
    /** Number of the commit that granted the claim. Backlog refuses a write with a lower fence. */
    fence: v.z.int().min(0),
    /** Top folder of the holder's worktree, if known. */
    worktree: v.z.string().optional(),
    /** If the claim was granted in a linked worktree: its top folder and repository, and its branch and commit then. */
    linked: v.z
      .object({
        root: v.z.string().optional(),
        common: v.z.string(),
        branch: v.z.string().optional(),
        head: v.z.string().optional(),
      })
      .optional(),
    /**
     * Set if a person chose the end, so that no process renews the claim. `term` ends at `expires`. `released` ends only
     * when somebody releases it; its `expires` is in the year 9999.
     */
    lasts: v.z.enum(['term', 'released']).optional(),
    /** What a service and the queue had of the task when its holder took it. Only for a task with an item there, without a run. */
    basis: v.z.record(v.z.string(), v.z.string()).optional(),
    /** The process that renews the claim, or the newest of several. */
    renewer: processIdSchema(v).optional(),
    /** Other processes of a person or script that claimed the same again, as a second terminal. */
    others: v.z.array(processIdSchema(v)).optional(),
  }),
  undo: 'only-remove',
  stays: {
    says: 'until a day after it expired, longer while a process of the holder lives; until it is released if a person chose so',
    until({ expires, holder, ...claim }, { alive, session }) {
      const ofSession = processesOf(session(holder));
      const lives = claim.renewer && anyAlive([...makersOf(claim), ...ofSession], alive) === true;
      return lives ? null : fromInstant(expires) + KEPT_MS.claim;
    },
  },
});

/**
 * Returns the time at which Backlog removes an unused dispatch, in epoch ms. It is one lease later than its expiry,
 * because a subagent may start late.
 */
export function lapsesAt(expires: string): number {
  return fromInstant(expires) + LEASE_MS;
}

/** A dispatch: a subagent that is about to start, and the task reserved for it for one minute. Record id: the token. */
export const DISPATCH = kind({
  doc: 'the assignment of a task to a subagent',
  fields: (v) => ({
    token: v.z.string().min(1),
    session: v.z.string().min(1),
    /** The id of the client's tool call that launches the subagent, also in the client's file about it. */
    toolUse: v.z.string(),
    agentType: v.z.string(),
    task: v.uuid().optional(),
    claim: v.z.string().optional(),
    at: v.instant(),
    expires: v.instant(),
    /** Holder path of the launching agent. Absent if the session itself launches the subagent. */
    holder: v.z.string().optional(),
    /** The client's id of the subagent. Set at the subagent's first tool call. */
    agent: v.z.string().optional(),
    /** The client's id of a teammate that works in a client of its own, such as a pane. Set once that client is started. */
    mate: v.z.string().optional(),
    /** When the subagent ended. If it continues, it gets its task back unless somebody has claimed the task. */
    ended: v.instant().optional(),
  }),
  undo: 'never',
  stays: {
    says: 'ten minutes after it expired; a week once the subagent has the task',
    until: ({ agent, at, expires }) => (agent ? fromInstant(at) + KEPT_MS.dispatch : lapsesAt(expires)),
  },
  task: (dispatch) => dispatch.task,
});
