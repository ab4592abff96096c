import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isKept } from '../../domain/runs/attempts/attempts.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { isOver, isUnderWay } from '../../domain/runs/run-states.ts';
import { doesText } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun, type RunRecords } from '../find-run.ts';
import { putRun } from './apply-transition.ts';
import { agentFor, queueRun, type RunOptions, runOrigin } from './queue-run.ts';
import { discardRun } from './review-run.ts';
import { otherAttempts } from './shared-claim.ts';

/** Discards a run and queues another run of its task. The new run starts at the tip of the same target branch. */
export async function retryRun(
  context: Context,
  write: Write,
  { run, agent, force }: { run: string; agent?: string | undefined; force?: boolean | undefined },
): Promise<Run> {
  const old = findRun(context.store.state, run);
  const gone = () => refuse('not-found', `can't retry run ${run}: its task no longer exists`);
  const task = (await tasksOfRuns(context, [old]))(old.task) ?? gone();
  refuseUnfit(old, task);
  if (!context.queue.get(old.task)) refuseArchived(old, task);
  const options: RunOptions = {
    agent: agent ?? old.agent,
    // A model's name is valid for one agent only.
    model: agent === undefined || agent === old.agent ? old.model : undefined,
    target: branchName(old.target),
    limits: old.limitsSaid,
    again: old.repository,
    restacks: old.stackedOn !== undefined,
    force,
  };
  const origin = await runOrigin(context, task, options);
  return write((tx) => {
    const given = findRun(tx, run).state === 'discarded' ? findRun(tx, run) : discardRun(tx, context, run);
    const queued = queueRun(
      tx,
      context,
      tx.get('task', old.task) ?? gone(),
      { ...options, group: groupAfter(tx, given) },
      origin,
      agentFor(context, task, { repository: origin.repository, wanted: options.agent }),
    );
    putRun(tx, { ...given, followedBy: queued.id });
    return queued;
  });
}

/**
 * Returns the group of a run's retry: the same while another attempt of the group can still be kept. There, a run has one
 * retry: each further one would be an attempt more than somebody asked for.
 * @throws BacklogError `conflict`
 */
function groupAfter(records: RunRecords, { id, task, group, followedBy }: Run): string | undefined {
  const others = otherAttempts(records, { id, task, group });
  if (others.some(isKept) || others.every(({ state }) => isOver(state))) return undefined;
  const next = others.find((one) => one.id === followedBy);
  if (!next) return group;
  return refuse('conflict', `can't retry run ${id}: run ${next.id} is its retry, and it ${doesText(next)}`, {
    hint: isUnderWay(next.state) ? `run_show ${next.id} shows its progress.` : `Retry that one: run_retry ${next.id}.`,
    data: { run: id, next: next.id },
  });
}

/** Refuses a run whose task is in the archive. Such a task is closed, so no run of it can start. */
function refuseArchived({ id }: Run, task: Task): never {
  return refuse('conflict', `can't retry run ${id}: its task ${task.id} is ${task.status} and archived`, {
    hint: `To open it again: task_archive_restore ${task.id}, then task_modify ${task.id} --status pending.`,
    data: { run: id, task: task.id },
  });
}

/**
 * Refuses a merged run, and an active run, which must be stopped first.
 * @throws BacklogError `conflict` with the right command
 */
function refuseUnfit(run: Run, task: Task): void {
  const { id, state } = run;
  const what = `run ${id}: it ${doesText(run)}`;
  const data = { run: id, state };
  if (state === 'merged' || state === 'handed_off') {
    refuse('conflict', `can't retry ${what}`, {
      hint: `To start another run of its task: run_start ${task.id}.`,
      data,
    });
  }
  if (isUnderWay(state) && state !== 'approved')
    refuse('conflict', `can't retry ${what}`, {
      hint:
        state === 'merging'
          ? `run_show ${id} shows its progress.`
          : `Stop it first: run_stop ${id}. Then run_retry ${id}.`,
      data,
    });
}
