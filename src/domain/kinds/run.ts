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
    /** Since when it is in that state. */
    since: v.instant(),
    at: v.instant(),
    /** Who started it. */
    by: v.z.string(),
    /** The agent's name, and the provider that runs it. */
    agent: v.z.string(),
    provider: v.z.enum(PROVIDER_NAMES),
    model: v.z.string().optional(),
    /** Name of the repository, the ref its result goes to, and the commit that it begins from. */
    repository: v.z.string(),
    target: v.z.string(),
    base: hash(v),
    branch: v.z.string(),
    /** What its claim covers; empty: everything. */
    scope: scope(v),
    /** The commit of the store that granted its claim. */
    fence: v.z.int().min(0),
    supervisor: processIdSchema(v).optional(),
    /** The agent's own process, which leads its group. */
    process: processIdSchema(v).optional(),
    /** The client's id of the conversation. */
    session: v.z.string().optional(),
    /** Why it failed, was stopped or interrupted. */
    reason: v.z
      .object({ code: v.z.enum(RUN_REASON_NAMES), text: v.z.string(), until: v.instant().optional() })
      .optional(),
    /** When its supervisor, whose lease was over, was asked for a sign of life. */
    roused: v.instant().optional(),
    /** Who asked for the stop; removed when the run is resumed. */
    stop: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    rounds: v.z.array(round(v)).optional(),
    result: result(v).optional(),
    checks: v.z.array(check(v)).optional(),
    usage: usageFields(v).optional(),
    limits: limits(v),
    /** Those of them that somebody named at its start or when it was resumed: the run that tries again keeps them. */
    limitsSaid: limits(v).partial().optional(),
    notes: v.z.array(note(v)).optional(),
    verdict: verdict(v).optional(),
    /** The journal of its landing: what recovery after a crash goes by. */
    merge: v.z.object({ old: hash(v), new: hash(v), commit: hash(v), at: v.instant() }).optional(),
    /** Why it came back from the merge queue, or waits in it. */
    waits: v.z.object({ why: v.z.string(), text: v.z.string(), files: v.z.array(v.z.string()).optional() }).optional(),
    /** Somebody changed files in its worktree and wants them in the result: the next round is that, without its agent. */
    adopt: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    /** How the target comes into its worktree after the merge queue gave its result back. */
    update: update(v).optional(),
    /**
     * A commit that is to leave this machine and has not: the landed one, for the remote that targets are pushed to, or the tested one, for
     * a pull request. Since when, or since the last try; the next try; how many failed, and why the last one did.
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
    /** The commit at which its own branch was pushed to the remote. */
    sent: hash(v).optional(),
    /** The commit that was proposed as a pull request, the result that it stands for, and what the command that made it said first. */
    proposed: v.z
      .object({ commit: hash(v), result: hash(v), branch: v.z.string(), at: v.instant(), text: v.z.string() })
      .optional(),
    /** Its commit in the target. */
    merged: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        /** Where it was pushed, or why it was not; only where a setting says so. */
        push: v.z.string().optional(),
      })
      .optional(),
    /** The commit that took it out of the target again; absent where the history was rewound. */
    reverted: v.z.object({ commit: hash(v).optional(), at: v.instant() }).optional(),
    /** Its commit is not in the history of the target, and the history does not prove that its changes are gone: a person is asked. */
    unfound: v.z.object({ at: v.instant(), text: v.z.string() }).optional(),
    /** The linked worktree from which it was started; absent for the main one. It is watched like that. */
    startedIn: v.z.string().optional(),
    /** The person's checkout changed while the agent ran: what changed. */
    checkout: v.z.array(v.z.string()).optional(),
    /** The run that tries again. */
    followedBy: v.z.string().optional(),
    /** Its folder is gone; its refs are in the run store. */
    cleaned: v.instant().optional(),
    /** Who took it away, or is doing so. */
    cleaner: processIdSchema(v).optional(),
  }),
  sets: ['notes'],
  undo: 'refused',
  stays: FOR_GOOD,
  task: (run) => run.task,
  historyText: { name: (id) => `run ${id}`, value: ({ state }) => state },
});
