import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../instant.ts';
import { LEASE_MS } from '../lease-lengths.ts';
import { kind } from './row.ts';
import { processIdSchema, scope } from './shared.ts';

/** How long records of sessions, claims and subagents are kept, in ms. */
export const KEPT_MS = {
  /** The record of an ended session. If the session is resumed, it gets its tasks back. */
  session: 7 * DAY_MS,
  /** The record of a session without a reported end, whose process this machine can't check. */
  silentSession: 30 * DAY_MS,
  /** An expired claim. Its holder may return and renew it. */
  claim: DAY_MS,
  /** The link between a subagent and its task. The subagent may continue. */
  dispatch: 7 * DAY_MS,
  /** The link between a closed task and a client's to-do item. The client may reopen the item. */
  mirror: 30 * DAY_MS,
} as const;

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
    /**
     * Set if a person chose the end, so that no process renews the claim. `term` ends at `expires`. `released` ends only
     * when somebody releases it; its `expires` is in the year 9999.
     */
    lasts: v.z.enum(['term', 'released']).optional(),
    /** The process that renews the claim. */
    renewer: processIdSchema(v).optional(),
  }),
  undo: 'only-remove',
  stays: {
    says: "until a day after it expired, longer while the holder's process lives; until it is released if a person chose so",
    until: ({ expires, renewer }, { alive }) =>
      renewer && alive(renewer) ? null : fromInstant(expires) + KEPT_MS.claim,
  },
});

/** A client's session as reported by hooks. Record id: the session id. */
export const SESSION = kind({
  doc: 'a session of a client',
  fields: (v) => ({
    id: v.z.string().min(1),
    started: v.instant(),
    ended: v.instant().optional(),
    /** Why the session ended, as the client reports it (`clear`, `logout`, `other`, …). */
    reason: v.z.string().optional(),
    /** The client's process, or the newest of several. */
    process: processIdSchema(v).optional(),
    /** Other processes of the client that may have the session open, as after `--continue` in a terminal. */
    others: v.z.array(processIdSchema(v)).optional(),
    cwd: v.z.string().optional(),
    /**
     * uuids of the tasks that were released when the session ended. If it is resumed, it gets back those that are still
     * available.
     */
    tasks: v.z.array(v.uuid()).optional(),
    /** Set if the client process started by resuming this session. */
    resumed: v.z.literal(true).optional(),
    /** The session from which this session was forked, which may still be active. null while it is unknown. */
    origin: v.z.string().nullable().optional(),
  }),
  undo: 'never',
  stays: {
    says: "a week after its end; without an end, a week after its start, or 30 days if its process can't be checked",
    until({ started, ended, process }, { alive }) {
      if (ended) return fromInstant(ended) + KEPT_MS.session;
      const lives = process && alive(process);
      if (lives) return null;
      return fromInstant(started) + (lives === false ? KEPT_MS.session : KEPT_MS.silentSession);
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

/** The link between a client's to-do item and a task. Record id: `<list>/<client task id>`. */
export const MIRROR = kind({
  doc: "the link between a client's own to-do item and a task",
  fields: (v) => ({
    list: v.z.string().min(1),
    clientTask: v.z.string().min(1),
    session: v.z.string().min(1),
    task: v.uuid(),
  }),
  stays: {
    says: '30 days after its task was closed',
    until({ task }, { get }) {
      const end = (get('task', task) as { end?: string } | undefined)?.end;
      if (!get('task', task)) return 0;
      return end ? fromInstant(end) + KEPT_MS.mirror : null;
    },
  },
  task: (mirror) => mirror.task,
});
