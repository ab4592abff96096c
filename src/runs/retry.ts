import { branchName } from '../domain/branch-name.ts';
import type { Run } from '../domain/records.ts';
import type { Task } from '../domain/task.ts';
import type { Context, Write } from '../work/workspace/context.ts';
import { putRun } from './change.ts';
import { findRun } from './find.ts';
import { discardRun } from './review.ts';
import { agentFor, originOf, queueRun, type RunWish } from './start.ts';

/** Gives a run up and queues another one of its task, from the tip of the same target. */
export async function retryRun(
  context: Context,
  write: Write,
  { run, agent, force }: { run: string; agent?: string | undefined; force?: boolean | undefined },
): Promise<Run> {
  const old = findRun(context.store.state, run);
  const task = context.queue.get(old.task) as Task;
  const wish: RunWish = {
    agent: agent ?? old.agent,
    // Another agent has models of its own.
    model: agent === undefined || agent === old.agent ? old.model : undefined,
    target: branchName(old.target),
    again: true,
    force,
  };
  const origin = await originOf(context, task, wish);
  return write((tx) => {
    const given = findRun(tx, run).state === 'discarded' ? findRun(tx, run) : discardRun(tx, context, run);
    const queued = queueRun(
      tx,
      context,
      tx.get('task', old.task) as Task,
      wish,
      origin,
      agentFor(context, task, wish.agent),
    );
    putRun(tx, { ...given, followedBy: queued.id });
    return queued;
  });
}
