import { PROVIDER_NAMES } from '../runs/providers.ts';
import { RUN_REASON_NAMES } from '../runs/run-reasons.ts';
import { RUN_STATE_NAMES } from '../runs/run-states.ts';
import { FOR_GOOD, kind } from './row.ts';
import { check, hash, limits, note, result, round, update, usageFields, verdict } from './run-parts.ts';
import { processIdSchema, scope } from './shared.ts';

/** One attempt of one agent at one task in its own worktree. Record id: `r` and a number. */
export const RUN = kind({
  doc: 'one attempt of one agent at one task in its own worktree',
  fields: (v) => ({
    id: v.z.string().min(1),
    task: v.uuid(),
    /** 1 for the first run of its task, 2 for the next. */
    attempt: v.z.int().positive(),
    state: v.z.enum(RUN_STATE_NAMES),
    /** Start of the current state. */
    since: v.instant(),
    at: v.instant(),
    /** Author of the start. */
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
    /** The claimed files. Empty means everything. */
    scope: scope(v),
    /** Number of the store commit that granted the claim. */
    fence: v.z.int().min(0),
    supervisor: processIdSchema(v).optional(),
    /** The agent's own process, the leader of its process group. */
    process: processIdSchema(v).optional(),
    /** The client's id of the conversation. */
    session: v.z.string().optional(),
    /** Why the run failed, was stopped or was interrupted. */
    reason: v.z
      .object({ code: v.z.enum(RUN_REASON_NAMES), text: v.z.string(), until: v.instant().optional() })
      .optional(),
    /** When a supervisor with an expired lease was asked for a sign of life. */
    roused: v.instant().optional(),
    /** Author of the stop request. Removed when the run is resumed. */
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
    /** Journal of the merge. Recovery after a crash uses it. */
    merge: v.z.object({ old: hash(v), new: hash(v), commit: hash(v), at: v.instant() }).optional(),
    /** Why the run was returned from the merge queue, or what blocks it there. */
    waits: v.z.object({ why: v.z.string(), text: v.z.string(), files: v.z.array(v.z.string()).optional() }).optional(),
    /** Somebody changed files in the worktree for the result. The next round takes them over without the agent. */
    adopt: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    /** How the target branch gets into the worktree after the merge queue returned the result. */
    update: update(v).optional(),
    /**
     * A commit to be sent from this machine: the merged one to a remote, or the tested one as a pull request. `at` is
     * the time of the last try, or of the start. `tries` counts failures, and `failed` is the reason of the last one.
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
    /** The commit at which the run's own branch was pushed to the remote. */
    sent: hash(v).optional(),
    /** The commit of a pull request, the result that it contains, and the first output of the creating command. */
    proposed: v.z
      .object({ commit: hash(v), result: hash(v), branch: v.z.string(), at: v.instant(), text: v.z.string() })
      .optional(),
    /** The run's commit in the target branch. */
    merged: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        /** Where the commit was pushed, or why not. Set only if a setting enables pushing. */
        push: v.z.string().optional(),
      })
      .optional(),
    /** The commit that reverted the run. Absent if the history was rewound. */
    reverted: v.z.object({ commit: hash(v).optional(), at: v.instant() }).optional(),
    /** The target branch lacks the run's commit, and git history does not prove a revert. A person must decide. */
    unfound: v.z.object({ at: v.instant(), text: v.z.string() }).optional(),
    /** The linked worktree from which the run was started. Absent for the main one. Backlog watches it for changes. */
    startedIn: v.z.string().optional(),
    /** Changes in the person's checkout while the agent ran. */
    checkout: v.z.array(v.z.string()).optional(),
    /** The run that retries this one. */
    followedBy: v.z.string().optional(),
    /** When the run's folder was removed. Its refs stay in the run store. */
    cleaned: v.instant().optional(),
    /** The process that removes, or removed, the folder. */
    cleaner: processIdSchema(v).optional(),
  }),
  sets: ['notes'],
  undo: 'refused',
  stays: FOR_GOOD,
  task: (run) => run.task,
  historyText: { name: (id) => `run ${id}`, value: ({ state }) => state },
});
