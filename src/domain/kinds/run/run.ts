import { ownProperty } from '../../../base/own-property.ts';
import { evidence } from '../../fields/entries.ts';
import { mergedAs } from '../../runs/landed/attestation.ts';
import { PROVIDER_NAMES } from '../../runs/providers.ts';
import { RUN_REASON_NAMES, STOP_REASONS } from '../../runs/run-reasons.ts';
import { isOver, RUN_STATE_NAMES } from '../../runs/run-states.ts';
import { kind } from '../row.ts';
import { askedCost, processIdSchema, scope } from '../shared.ts';
import { attemptEnd } from './attempt-end.ts';
import { check } from './check.ts';
import { hiddenTests } from './hidden-tests.ts';
import { result } from './result.ts';
import { attestation, hash, limits, round, runNote, update, usageFields, verdict } from './run-parts.ts';

/** How a person takes back the change that brought a run into a state. */
const WAYS_BACK: Readonly<Record<string, string>> = {
  approved: 'Before the merge, undo the approval: run_withdraw <run>. After it, revert the merge: run_revert <run>.',
  merged: 'To revert the merge: run_revert <run>.',
  discarded: 'A new run of its task: run_retry <run>.',
};

/** A run: one attempt of one agent at one task in its own worktree. Record id: `r` and a number. */
export const RUN = kind({
  doc: 'one attempt of one agent at one task in its own worktree',
  fields: (v) => ({
    id: v.z.string().min(1),
    task: v.uuid(),
    /** Number of the run among the runs of its task, counted from 1. */
    attempt: v.z.int().positive(),
    /**
     * The id of the first of the attempts that were started together. They share one claim. At most one of them lands.
     * Absent for a run that was started by itself.
     */
    group: v.z.string().optional(),
    /**
     * Set if another attempt of the group was kept. A run that still works is stopped; then it is discarded. `from` is its
     * state before.
     */
    settled: v.z.object({ run: v.z.string(), at: v.instant(), from: v.z.enum(RUN_STATE_NAMES).optional() }).optional(),
    /** The attempt's own evidence for criteria, until it is kept. Then it becomes the task's. Absent without a group. */
    evidence: v.z.array(v.z.object({ criterion: v.z.string(), met: evidence(v) })).optional(),
    state: v.z.enum(RUN_STATE_NAMES),
    /** When the current state began. */
    since: v.instant(),
    at: v.instant(),
    /** The author who started the run. */
    by: v.z.string(),
    /**
     * Set if the run was started although no person had added or accepted its task. `run` is the run whose agent added
     * the task. It stays, because the caps of added tasks count the run, whatever a person decides later.
     */
    added: v.z.object({ run: v.z.string().optional() }).optional(),
    /** The author who last let the run continue: by a resumption, an answer, requested changes or an adoption. */
    continuedBy: v.z.string().optional(),
    /** Name of the agent, and its provider. */
    agent: v.z.string(),
    provider: v.z.enum(PROVIDER_NAMES),
    model: v.z.string().optional(),
    /** Name of the repository, the target branch as a full ref, and the start commit. */
    repository: v.z.string(),
    target: v.z.string(),
    base: hash(v),
    /** The run and commit of the unmerged result on which this run is stacked. Its start commit is that commit. */
    stackedOn: v.z.object({ run: v.z.string(), commit: hash(v) }).optional(),
    branch: v.z.string(),
    /** Id of the goal that the task served when the last round began. Then the agent and the checks judge the result by it. */
    goal: v.z.string().optional(),
    /** Id of the goal when the first round began. Only its document may be changed, wherever the run links its task. */
    firstGoal: v.z.string().optional(),
    /** The claimed files. An empty list means all files. */
    scope: scope(v),
    /** Number of the store commit that granted the claim. */
    fence: v.z.int().min(0),
    /** The machine with the worktree, in a queue on a server: its id there, its name, and the boot of the start. */
    on: v.z.object({ machine: v.z.string(), host: v.z.string(), boot: v.z.string().optional() }).optional(),
    supervisor: processIdSchema(v).optional(),
    /** The agent's process, which leads its process group. */
    process: processIdSchema(v).optional(),
    /** The client's id of the conversation. */
    session: v.z.string().optional(),
    /** Why the run failed, was stopped or was interrupted. */
    reason: v.z
      .object({ code: v.z.enum(RUN_REASON_NAMES), text: v.z.string(), until: v.instant().optional() })
      .optional(),
    /** When Backlog last asked the run's supervisor for a sign of life, because its lease had expired. */
    roused: v.instant().optional(),
    /**
     * Time and author of the request to stop the run, and its reason if it is not a person's wish. Removed when the run
     * is resumed.
     */
    stop: v.z
      .object({
        at: v.instant(),
        by: v.z.string(),
        reason: v.z.object({ code: v.z.enum(STOP_REASONS), text: v.z.string() }).optional(),
      })
      .optional(),
    rounds: v.z.array(round(v)).optional(),
    /** The facts about the task for which the last round was made, by key. What differs now concerns the run. */
    basis: v.z.record(v.z.string(), v.z.string()).optional(),
    /** The commits of the target branch since the start commit that change files of the result, the newest first. */
    beside: v.z.array(hash(v)).optional(),
    /** What stops work, and was there when a person let the run continue: the keys of findings. */
    continued: v.z.array(v.z.string()).optional(),
    /** The costs of agents who judged results of the run. Not part of a round's usage. */
    judged: v.z.array(askedCost(v)).optional(),
    /** The ends of the last {@link KEPT_ENDS} attempts. */
    ends: v.z.array(attemptEnd(v)).optional(),
    result: result(v).optional(),
    checks: v.z.array(check(v)).optional(),
    /**
     * What CI last reported about required checks that criteria name (`ci:NAME`), on the commit of the pull request that
     * has this result. `ok` is absent while there is no outcome.
     */
    ci: v.z
      .object({
        commit: hash(v),
        result: hash(v),
        checks: v.z.array(v.z.object({ name: v.z.string(), ok: v.z.boolean().optional() })),
      })
      .optional(),
    /** Tests of the result that its agent does not get. Their failure only asks a person. */
    hiddenTests: hiddenTests(v).optional(),
    usage: usageFields(v).optional(),
    limits: limits(v),
    /** The limits that a caller gave at the start or on resume. A retry uses them again. */
    limitsSaid: limits(v).partial().optional(),
    notes: v.z.array(runNote(v)).optional(),
    verdict: verdict(v).optional(),
    /**
     * Why no rule landed the present result. `key` identifies all that was decided about, so that nothing is decided
     * twice. `by` withdrew an approval of this run, so a person decides about it from then on.
     */
    asks: v.z
      .object({ key: v.z.string(), at: v.instant(), reasons: v.z.array(v.z.string()), by: v.z.string().optional() })
      .optional(),
    /** Written before a merge moves the target branch, so that Backlog can recover after a crash. */
    merge: v.z.object({ old: hash(v), new: hash(v), commit: hash(v), at: v.instant() }).optional(),
    /** Why the merge queue returned the run, or why the run can't merge yet. */
    waits: v.z.object({ why: v.z.string(), text: v.z.string(), files: v.z.array(v.z.string()).optional() }).optional(),
    /**
     * The result's files that were edited after an interrupted merge left them half written. Set until the merge queue
     * finds none of them edited, also while the run is back in review or approved again.
     */
    damaged: v.z.array(v.z.string()).optional(),
    /**
     * Set if a person changed files in the worktree and wants them in the result. The next round takes them over
     * without starting the agent. `commit` is a commit on top of the result that the worktree gets first, with applied
     * suggestions.
     */
    adopt: v.z.object({ at: v.instant(), by: v.z.string(), commit: hash(v).optional() }).optional(),
    /** Set if the next round only brings the newer result below the run into its worktree, without the agent. */
    rebase: v.z.object({ at: v.instant() }).optional(),
    /** Set if the next round sets aside the changes in the worktree that its result doesn't contain. */
    restore: v.z.literal(true).optional(),
    /** Describes how the worktree gets the target branch's changes after the merge queue returned the result. */
    update: update(v).optional(),
    /**
     * A commit to send to a remote: a merged commit to push, or a tested commit for a pull request. `at` is the time of
     * the last attempt, or of the request if there was none. `tries` counts failed attempts. `failed` is the reason of
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
    /** The commit of the run's branch that was pushed to the remote. */
    sent: hash(v).optional(),
    /**
     * The commit of a pull request, the result in that commit, and the first output of the command that created the
     * pull request.
     */
    proposed: v.z
      .object({ commit: hash(v), result: hash(v), branch: v.z.string(), at: v.instant(), text: v.z.string() })
      .optional(),
    /** The commit in the target branch that contains the run's result. */
    merged: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        /** The target of the push after the merge, or why there was none. Set only if a setting enables pushing. */
        push: v.z.string().optional(),
        /** The source that merged its pull request, until the target branch here has the commit. */
        there: v.z.string().optional(),
        /** The person who says so, with the reason, where Backlog does not find the work in the branch. */
        said: v.z.object({ by: v.z.string(), note: v.z.string() }).optional(),
        /** The submodules of the checkout that stayed at another commit, and why. */
        behind: v.z.string().optional(),
        /** Absent for merges that an earlier version recorded. */
        attested: attestation(v).optional(),
        /**
         * Set if the target branch had all changes of the result already: the merge made no commit. `by` is the run whose
         * merge has all of them, if one has.
         */
        nothing: v.z.object({ by: v.z.string().optional() }).optional(),
        /** Set once a remote is known to have the commit. Texts for others name no other commit. */
        shared: v.z.literal(true).optional(),
      })
      .optional(),
    /**
     * The commit that reverted the run's changes. `commit` is absent if somebody rewound the branch. `old` is the commit
     * before it, if Backlog made it. `unopened` is set while the task can't be opened again, because it is in an archive
     * that is damaged.
     */
    reverted: v.z
      .object({
        commit: hash(v).optional(),
        old: hash(v).optional(),
        at: v.instant(),
        unopened: v.z.literal(true).optional(),
      })
      .optional(),
    /**
     * A person's request to revert the merge. `plan` is stored before the target branch moves, so that Backlog can
     * recover after a crash. `failed` says why it was not reverted.
     */
    revert: v.z
      .object({
        at: v.instant(),
        by: v.z.string(),
        plan: v.z.object({ old: hash(v), new: hash(v) }).optional(),
        failed: v.z.string().optional(),
      })
      .optional(),
    /** Set if the target branch lacks the run's commit and git's history proves no revert. A person must decide. */
    unfound: v.z.object({ at: v.instant(), text: v.z.string() }).optional(),
    /**
     * The linked worktree from which a person started the run; absent for the main worktree. Backlog watches this
     * worktree for changes.
     */
    startedIn: v.z.string().optional(),
    /** Changes in the checkout of the person who started the run, during the agent's work. */
    checkout: v.z.array(v.z.string()).optional(),
    /**
     * How the agent was contained in its last round: with the rules of Backlog, or in a person's container. `network` is
     * none, all or domains. `denied` names what it was denied in all rounds, as far as that is known.
     */
    sandbox: v.z
      .object({ mode: v.z.enum(['worktree', 'container']), network: v.z.string(), denied: v.z.array(v.z.string()) })
      .optional(),
    /** Id of the run that retries this one. */
    followedBy: v.z.string().optional(),
    /** When the run's folder was removed. The run's refs stay in the run store. */
    cleaned: v.instant().optional(),
    /** The process that is removing, or has removed, the run's folder. */
    cleaner: processIdSchema(v).optional(),
  }),
  sets: ['notes'],
  undo: 'refused',
  // A merge that Backlog or a person found, and did not make, is only a record. A service's record would come again.
  undoable: ({ merged }, { state, unfound, reverted }) =>
    merged?.said !== undefined ||
    (merged != null && merged.there === undefined && state !== 'merging' && Boolean(state ?? unfound ?? reverted)),
  insteadOfUndo: (id, { adopt, state, settled }) => {
    // The change is about the attempt that was kept.
    if (settled !== undefined) return undefined;
    if (adopt?.commit !== undefined)
      return `To undo the suggestions, run \`git revert ${adopt.commit}\` in the worktree of run ${id}, then run_adopt ${id}.`;
    return ownProperty(WAYS_BACK, String(state))?.replaceAll('<run>', id);
  },
  task: (run) => run.task,
  // A person still decides about these: where the merge is, and a requested revert.
  staysBehind: ({ state, unfound, revert, reverted }) =>
    isOver(state) && !unfound && (!revert || revert.failed !== undefined || reverted !== undefined),
  historyText: {
    name: (id) => `run ${id}`,
    value: ({ state, merged }) => (merged?.attested && (state ?? 'merged') === 'merged' ? mergedAs(merged) : state),
  },
});
