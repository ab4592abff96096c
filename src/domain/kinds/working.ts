import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../instant.ts';
import { LEASE_MS } from '../lease-lengths.ts';
import { kind } from './row.ts';
import { processIdSchema, scope } from './shared.ts';

/** How long what a session leaves behind is kept, in milliseconds. Stated here and nowhere else. */
export const KEPT_MS = {
  /** The record of an ended session: one that comes back takes its tasks up again. */
  session: 7 * DAY_MS,
  /** That of a session that never said it ended and of whose process nothing can be told from here. */
  silentSession: 30 * DAY_MS,
  /** A claim whose lease has run out, in case its holder comes back. */
  claim: DAY_MS,
  /** The tie of an agent to its task, in case the agent goes on. */
  dispatch: 7 * DAY_MS,
  /** The link to a client's task that was closed, in case the client opens it again. */
  mirror: 30 * DAY_MS,
} as const;

/** The right of one holder to work on a task and to edit the files of a scope, for the length of a lease. */
export const CLAIM = kind({
  doc: 'the right of one holder to a task and a scope, for the length of a lease',
  fields: (v) => ({
    id: v.z.string().min(1),
    /** A path: `session`, `session/agent`, or `run:<id>`. A claim admits its descendants. */
    holder: v.z.string().min(1),
    /** uuid of the task. */
    task: v.uuid().optional(),
    /** The task as it was named when the claim was granted, for refusals: `#12 Fix login`. */
    label: v.z.string().optional(),
    run: v.z.string().optional(),
    /** May be empty: the claim then holds its task only. */
    scope: scope(v),
    since: v.instant(),
    expires: v.instant(),
    /** Number of the commit that granted it; an act under a lower fence is refused. */
    fence: v.z.int().min(0),
    /** Top of the worktree that the holder works in, when known. */
    worktree: v.z.string().optional(),
    /** Who renews it. */
    renewer: processIdSchema(v).optional(),
  }),
  undo: 'only-remove',
  stays: {
    says: 'a day after its lease ran out, longer while the process that renews it lives',
    until: ({ expires, renewer }, { alive }) =>
      renewer && alive(renewer) ? null : fromInstant(expires) + KEPT_MS.claim,
  },
});

/** A client's session as the hooks saw it. Record id: the session id. */
export const SESSION = kind({
  doc: 'a client’s conversation as the hooks saw it',
  fields: (v) => ({
    id: v.z.string().min(1),
    started: v.instant(),
    ended: v.instant().optional(),
    /** Why it ended: the client's word (`clear`, `logout`, `other`, …). */
    reason: v.z.string().optional(),
    /** The client process, the newest of several. */
    process: processIdSchema(v).optional(),
    /** Other client processes in which the same session may still be open (`--continue` in a second terminal). */
    others: v.z.array(processIdSchema(v)).optional(),
    cwd: v.z.string().optional(),
    /** uuids of the tasks that were put down when it ended: a resumed session takes up those that are still free. */
    tasks: v.z.array(v.uuid()).optional(),
    /** Did its client process begin by resuming it? */
    resumed: v.z.literal(true).optional(),
    /** The session that this one is a fork of, which may go on beside it; null as long as it is not known. */
    origin: v.z.string().nullable().optional(),
  }),
  undo: 'never',
  stays: {
    says: 'a week after its end; of a crashed one a week after its beginning, 30 days where its process cannot be asked',
    until({ started, ended, process }, { alive }) {
      if (ended) return fromInstant(ended) + KEPT_MS.session;
      const lives = process && alive(process);
      if (lives) return null;
      return fromInstant(started) + (lives === false ? KEPT_MS.session : KEPT_MS.silentSession);
    },
  },
});

/** When a dispatch that nobody bound goes: one more lease of grace, for an agent that starts late and finds its task still free. */
export function lapsesAt(expires: string): number {
  return fromInstant(expires) + LEASE_MS;
}

/** A subagent about to start: the task chosen for it, held for a minute under a token. Record id: the token. */
export const DISPATCH = kind({
  doc: 'a subagent about to start, with the task chosen for it, and its tie to that task afterwards',
  fields: (v) => ({
    token: v.z.string().min(1),
    session: v.z.string().min(1),
    /** The client's id of the Agent tool call; the subagent's own metadata names it too. */
    toolUse: v.z.string(),
    agentType: v.z.string(),
    task: v.uuid().optional(),
    claim: v.z.string().optional(),
    at: v.instant(),
    expires: v.instant(),
    /** The path of the agent that launches it; the session itself when left out. */
    holder: v.z.string().optional(),
    /** Set when the subagent made its first tool call. */
    agent: v.z.string().optional(),
    /** When the agent ended. It may go on, and then gets its task back if nobody has it. */
    ended: v.instant().optional(),
  }),
  undo: 'never',
  stays: {
    says: 'a lease longer than it was held for; once an agent is tied to its task, a week',
    until: ({ agent, at, expires }) => (agent ? fromInstant(at) + KEPT_MS.dispatch : lapsesAt(expires)),
  },
  task: (dispatch) => dispatch.task,
});

/** A task of the client's own list, linked to ours. Record id: `<list>/<client task id>`. */
export const MIRROR = kind({
  doc: 'the link of a client’s own task to ours',
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
