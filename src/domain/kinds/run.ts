import { PROVIDER_NAMES } from '../runs/providers.ts';
import { RUN_REASON_NAMES } from '../runs/run-reasons.ts';
import { RUN_STATE_NAMES } from '../runs/run-states.ts';
import { FOR_GOOD, kind } from './row.ts';
import { check, hash, limits, note, result, round, update, usageFields, verdict } from './run-parts.ts';
import { processIdSchema, scope } from './shared.ts';

/** A run: one attempt of one agent at one task in its own worktree. Record id: `r` and a number. */
export const RUN = kind({
  doc: 'one attempt of one agent at one task in its own worktree',
  fields: (v) => ({
    id: v.z.string().min(1),
    task: v.uuid(),
    /** Number of the run among the runs of its task, counted from 1. */
    attempt: v.z.int().positive(),
    state: v.z.enum(RUN_STATE_NAMES),
    /** When the current state began. */
    since: v.instant(),
    at: v.instant(),
    /** The author who started the run. */
    by: v.z.string(),
    /** The agent's name and its provider. */
    agent: v.z.string(),
    provider: v.z.enum(PROVIDER_NAMES),
    model: v.z.string().optional(),
    /** Name of the repository, the target branch as a ref, and the start commit. */
    repository: v.z.string(),
    target: v.z.string(),
    base: hash(v),
    branch: v.z.string(),
    /** The claimed files. An empty list means all files. */
    scope: scope(v),
    /** Number of the store commit that granted the claim. */
    fence: v.z.int().min(0),
    supervisor: processIdSchema(v).optional(),
    /** The agent's own process, which is the leader of its process group. */
    process: processIdSchema(v).optional(),
    /** The client's id of the conversation. */
    session: v.z.string().optional(),
    /** Why the run failed, was stopped or was interrupted. */
    reason: v.z
      .object({ code: v.z.enum(RUN_REASON_NAMES), text: v.z.string(), until: v.instant().optional() })
      .optional(),
    /** When Backlog asked the run's supervisor, whose lease had expired, for a sign of life. */
    roused: v.instant().optional(),
    /** Time and author of the request to stop. Removed when the run is resumed. */
    stop: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    rounds: v.z.array(round(v)).optional(),
    result: result(v).optional(),
    checks: v.z.array(check(v)).optional(),
    usage: usageFields(v).optional(),
    limits: limits(v),
    /** The limits that a caller set at the start or on resume. A retry keeps them. */
    limitsSaid: limits(v).partial().optional(),
    notes: v.z.array(note(v)).optional(),
    verdict: verdict(v).optional(),
    /** Journal of the merge in progress. Recovery after a crash uses it. */
    merge: v.z.object({ old: hash(v), new: hash(v), commit: hash(v), at: v.instant() }).optional(),
    /** Why the run was returned from the merge queue, or what blocks the run in that queue. */
    waits: v.z.object({ why: v.z.string(), text: v.z.string(), files: v.z.array(v.z.string()).optional() }).optional(),
    /**
     * Set if somebody changed files in the worktree for the result. The next round takes these changes over without the
     * agent.
     */
    adopt: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    /** How the target branch gets into the worktree after the merge queue returned the result. */
    update: update(v).optional(),
    /**
     * A commit to be sent from this machine: the merged commit to a remote, or the tested one as a pull request. `at`
     * is the time of the last attempt, or of the start. `tries` counts failed attempts, and `failed` is the reason of
     * the last failure.
     */
    outgoing: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        next: v.instant(),
        tries: v.z.int().min(0),
        failed: v.z.string().optional(),
      })
      .optional(),
    /** The commit at which the run's branch was pushed to the remote. */
    sent: hash(v).optional(),
    /**
     * The commit of a pull request, the result that this commit contains, and the first output of the command that
     * created the pull request.
     */
    proposed: v.z
      .object({ commit: hash(v), result: hash(v), branch: v.z.string(), at: v.instant(), text: v.z.string() })
      .optional(),
    /** The run's commit in the target branch. */
    merged: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        /** Where the merged commit was pushed, or why not. Set only if a setting enables pushing. */
        push: v.z.string().optional(),
      })
      .optional(),
    /** The commit that reverted the run. `commit` is absent if the history was rewound. */
    reverted: v.z.object({ commit: hash(v).optional(), at: v.instant() }).optional(),
    /**
     * Set if the target branch lacks the run's commit, and git history does not prove a revert. A person must decide.
     */
    unfound: v.z.object({ at: v.instant(), text: v.z.string() }).optional(),
    /**
     * The linked worktree from which the run was started. Absent for the main worktree. Backlog watches this worktree
     * for changes.
     */
    startedIn: v.z.string().optional(),
    /** Changes in the person's own checkout while the agent ran. */
    checkout: v.z.array(v.z.string()).optional(),
    /** The run that retries this one. */
    followedBy: v.z.string().optional(),
    /** When the run's folder was removed. The run's refs stay in the run store. */
    cleaned: v.instant().optional(),
    /** The process that is removing, or has removed, the run's folder. */
    cleaner: processIdSchema(v).optional(),
  }),
  sets: ['notes'],
  undo: 'refused',
  stays: FOR_GOOD,
  task: (run) => run.task,
  historyText: { name: (id) => `run ${id}`, value: ({ state }) => state },
});
