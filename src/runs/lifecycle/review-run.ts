import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { RETURN_REASONS } from '../../domain/kinds/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { isLive, RUN_STATES } from '../../domain/runs/run-states.ts';
import { cureOf, type Grants, type Judged, objectionsTo } from '../../domain/task/objections.ts';
import type { Task } from '../../domain/task/task.ts';
import { unmetOf } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { mayAct, type PersonAct } from '../../work/people/person-acts.ts';
import { startTask } from '../../work/task/life.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { failedNames } from '../checks.ts';
import { findRun } from '../find-run.ts';
import { isAway } from '../merge/entry.ts';
import { moveRun, putRun, wrongState } from './apply-transition.ts';
import { agentFor, asRun, limitedTo, passesLimits, releaseOwn } from './queue-run.ts';
import { handOffTaskOf, stopTaskOf } from './task-effects.ts';
import { outdateEvidence } from './task-evidence.ts';
import { may } from './transitions.ts';

/** A reviewer's approval, with the objections that it overrides. */
export interface Approval extends Grants {
  /** The commit that the reviewer saw. Default: the run's present result. */
  commit?: string | undefined;
}

/**
 * Approves one commit, the result of a run, for the merge.
 * @throws BacklogError `conflict` if the run is not in review, has another result, or the approval doesn't override all
 * objections; `forbidden` if the caller is no person and overrides failed checks
 */
export function approveRun(tx: Tx, { caller }: Context, id: string, approval: Approval): Run {
  return moveRun(tx, id, 'approve', (run) => {
    const result = resultOf(run);
    if (approval.commit !== undefined && !result.commit.startsWith(commitId(approval.commit))) {
      refuse(
        'conflict',
        `can't approve that commit of run ${run.id}: it has a newer result (${result.commit.slice(0, 12)})`,
        {
          hint: `Read the newer result first: run_diff ${run.id}.`,
          data: { commit: result.commit, received: approval.commit },
        },
      );
    }
    const passed = passedOver({ run, task: tx.get('task', run.task) }, approval, caller);
    return {
      waits: undefined,
      verdict: { commit: result.commit, actor: formatActor(caller.actor), at: tx.at, ...passed },
    };
  });
}

/**
 * Moves a result to the front of the merge queue. Approves the result first if necessary, as {@link approveRun} does.
 * @throws BacklogError `conflict` as {@link approveRun} does, and for a result that was proposed as a pull request
 */
export function mergeNow(tx: Tx, context: Context, id: string, approval: Approval): Run {
  const before = findRun(tx, id);
  const run = before.state === 'approved' ? approvedAs(before, approval) : approveRun(tx, context, id, approval);
  return putRun(tx, { ...run, verdict: { ...run.verdict!, now: tx.at } });
}

function approvedAs(run: Run, { commit }: Approval): Run {
  if (isAway(run))
    refuse('conflict', `can't merge run ${run.id}: its result goes to a pull request`, {
      hint: 'Merge the pull request. To merge later results here: `backlog setting set runs.propose ""`.',
    });
  if (commit !== undefined && !run.verdict!.commit.startsWith(commitId(commit)))
    refuse(
      'conflict',
      `can't merge that commit of run ${run.id}: another commit is approved (${run.verdict!.commit.slice(0, 12)})`,
      {
        hint: `Read the newer result first: run_diff ${run.id}.`,
        data: { commit: run.verdict!.commit, received: commit },
      },
    );
  return run;
}

/**
 * Lists the objections that the approval overrides, in the form of the run's record.
 * @throws BacklogError for objections that the approval does not override
 */
function passedOver(judged: Judged, approval: Grants, caller: Caller): Partial<NonNullable<Run['verdict']>> {
  const { run, task } = judged;
  const override = approval.override?.trim();
  const granted: Grants = { ...approval, override };
  const objections = objectionsTo(judged);
  const open = objections.filter(({ grant }) => !granted[grant]);
  if (open.length > 0) {
    const cures = open.map((objection) => cureOf(objection, judged, caller.door));
    refuse('conflict', open.map(({ text }) => text).join('; '), {
      hint: cures.map(({ hint }) => hint).join(' '),
      data: Object.assign({}, ...cures.map(({ data }) => data)),
    });
  }
  const passes = new Set(objections.map(({ grant }) => grant));
  if (passes.has('override') && !mayAct(caller, 'runs.override')) {
    refuse('forbidden', `only a person may approve run ${run.id}, because its checks failed`, {
      hint: `Request changes: run_request_changes ${run.id} --note "…". Or ask a person to approve it.`,
      data: { personAct: 'runs.override' satisfies PersonAct },
    });
  }
  const red = failedNames(run.checks ?? []);
  return {
    ...(passes.has('outside') ? { outside: true as const } : {}),
    ...(passes.has('raw') ? { raw: true as const } : {}),
    ...(passes.has('breaks') ? { breaks: true as const } : {}),
    ...(passes.has('unmet') ? { unmet: unmetOf(task!).map((criterion) => criterion.id) } : {}),
    ...(passes.has('override') ? { override: { checks: red, reason: override! } } : {}),
  };
}

/** Minimum number of digits that identify a commit. */
const LEAST_DIGITS = 7;

function commitId(text: string): string {
  const id = text.trim().toLowerCase();
  if (new RegExp(`^[0-9a-f]{${LEAST_DIGITS},64}$`).test(id)) return id;
  return refuse('usage', `"${text}" is not a commit id`, {
    hint: `run_show shows the commit of the result. Give at least ${LEAST_DIGITS} of its digits.`,
    data: { received: text },
  });
}

function resultOf({ id, result }: Run): NonNullable<Run['result']> {
  return result ?? refuse('conflict', `run ${id} has no result`);
}

/** Returns the result to its agent with a note, for another round in the same conversation and branch. */
export function requestChanges(tx: Tx, context: Context, id: string, text: string): Run {
  const run = findRun(tx, id);
  const notes = withNote(tx, context, run, { text, ...(run.result ? { commit: run.result.commit } : {}) });
  const moved = moveRun(tx, id, 'request_changes', {
    notes,
    verdict: undefined,
    adopt: undefined,
    update: updateFor(run),
  });
  // A caller who may decide about the result may also let its agent continue.
  return reclaimTask(tx, context, moved, true);
}

/**
 * Stores a message for the agent of an active run. The run's supervisor delivers it: during the agent's turn if its
 * program reads messages then, otherwise in another round.
 * @throws BacklogError `conflict` for a run without an active agent
 */
export function messageRun(tx: Tx, context: Context, id: string, text: string): Run {
  const run = findRun(tx, id);
  const { state } = run;
  if (!isLive(state)) {
    refuse('conflict', `can't send a message to run ${run.id}: it ${RUN_STATES[state].means}`, {
      hint: may('answer', state)
        ? `Answer its question: run_answer ${run.id} --note "…".`
        : may('request_changes', state)
          ? `To continue it with a note: run_request_changes ${run.id} --note "…".`
          : 'This run is over. Start a new one with run_start.',
      data: { run: run.id, state },
    });
  }
  return putRun(tx, { ...run, notes: withNote(tx, context, run, { text, message: true }) });
}

type Note = NonNullable<Run['notes']>[number];

function withNote(tx: Tx, { caller }: Context, { notes = [] }: Run, said: Pick<Note, 'text' | 'commit' | 'message'>) {
  return [...notes, { id: tx.uuid().slice(0, 8), at: tx.at, actor: formatActor(caller.actor), ...said }];
}

/**
 * Describes the update of the next round: if the merge queue returned the result, the target branch is merged into the
 * worktree. An earlier description stays valid, because later results, too, must have no conflict markers and must pass
 * its checks.
 */
export function updateFor({ waits, checks = [], update }: Pick<Run, 'waits' | 'checks' | 'update'>): Run['update'] {
  const why = RETURN_REASONS.find((one) => one === waits?.why);
  if (!waits || !why) return update;
  // Checks of an update that no round has handled yet are kept, because a round that adopts a person's changes runs
  // only its own checks.
  const pending = update?.round === undefined ? (update?.checks ?? []) : [];
  const red = failedNames(checks);
  return { why, text: waits.text, ...(why === 'red' ? { checks: [...new Set([...pending, ...red])] } : {}) };
}

/** Queues a run for a supervisor again: a failed, stopped or interrupted run, or a run whose question was answered. */
export function resumeRun(
  tx: Tx,
  context: Context,
  id: string,
  {
    verb = 'resume',
    limits = {},
    force = verb === 'answer',
  }: { verb?: 'resume' | 'answer'; limits?: Partial<Run['limits']>; force?: boolean | undefined } = {},
): Run {
  return reclaimTask(
    tx,
    context,
    moveRun(tx, id, verb, (run) => limitedTo(run.limits, { ...run.limitsSaid, ...limits })),
    force,
  );
}

/** Claims the run's task and scope again. @throws BacklogError `claimed` if somebody else has claimed them */
export function reclaimTask(tx: Tx, context: Context, run: Run, force: boolean): Run {
  const task = taskOf(tx, run);
  if (run.cleaned) {
    refuse('conflict', `can't continue run ${run.id}: its worktree was deleted`, {
      hint: `Start again in a new run: run_retry ${run.id}. The old work is kept under rescue refs.`,
    });
  }
  const agent = agentFor(context, task, { repository: run.repository, wanted: run.agent });
  releaseOwn(tx, context, task);
  const { claim } = startTask(tx, asRun(context, run.id), task, {
    force: true,
    agent,
    overLimits: passesLimits(context, force),
  });
  return putRun(tx, { ...run, fence: claim.fence, supervisor: undefined, stop: undefined });
}

function taskOf(tx: Tx, run: Run): Task {
  return tx.get('task', run.task) ?? refuse('not-found', `the task of run ${run.id} no longer exists`);
}

/** Discards a run. Its task becomes available; its work stays under refs. */
export function discardRun(tx: Tx, context: Context, id: string): Run {
  const run = moveRun(tx, id, 'discard');
  outdateEvidence(tx, run, `run ${id} was discarded`);
  stopTaskOf(tx, context, run);
  return run;
}

/** Gives the task to a person, with the run's work and a note. */
export function handOffRun(tx: Tx, context: Context, id: string, note: string): Run {
  const run = moveRun(tx, id, 'hand_off');
  handOffTaskOf(tx, context, run, note);
  return run;
}

/** Requests the supervisor of an active run to stop. A run without a supervisor stops at once. */
export function stopRun(tx: Tx, context: Context, id: string): Run {
  const run = findRun(tx, id);
  const refused = wrongState(run, 'stop');
  if (refused) throw refused;
  const by = formatActor(context.caller.actor);
  const stop = { at: tx.at, by };
  if (run.supervisor) return putRun(tx, { ...run, stop });
  stopTaskOf(tx, context, run);
  return moveRun(tx, id, 'stop', { stop, reason: { code: 'asked', text: `stopped by ${by}` } });
}
