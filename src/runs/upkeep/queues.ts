import { join } from 'node:path';
import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { isReverting } from '../../domain/runs/stack.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { awaitsRule } from '../autonomy/rules-in.ts';
import { runsIn } from '../find-run.ts';
import { pathOfQueue } from '../lifecycle/run-path.ts';
import { isMergeable, unmerged } from '../merge/entry.ts';
import { postpone } from '../merge/postpone.ts';
import { isDue } from '../outgoing/due.ts';
import { isFollowDue } from '../pulls/looked.ts';
import { repositoryNamed, runFiles, runsFolder } from '../run-folder.ts';
import { leaderOf } from './leadership.ts';
import { startedRecently } from './recent-starts.ts';

/** Milliseconds that an approved run may wait without a leader before its queue is started again. */
const WAITS_MS = 1_000;

/** The queues of a repository. Each function checks whether a run is in that queue. */
const QUEUES = {
  merge: (run: Run, { store, clock }: Context) =>
    (isMergeable(run, store.state) || isReverting(run) || awaitsRule(store, run)) &&
    Math.abs(clock.now - fromInstant(run.since)) >= WAITS_MS,
  send: (run: Run, context: Context) => isDue(context.store.state, run, context.clock.now) || isFollowDue(context, run),
} as const;

export type QueueName = keyof typeof QUEUES;

/** Input of the process that works on a queue. */
export interface QueueJob {
  opened: Opened;
  /** Name of the repository to which the queue belongs. */
  repository: string;
  self: ProcessId;
  env: NodeJS.ProcessEnv;
  /** Maximum time in milliseconds to wait for what can't go on now. 0 for a process that does only what can be done. */
  patienceMs?: number | undefined;
}

export function queueLease(queue: QueueName, repository: string): string {
  return `${queue}:${repository}`;
}

/**
 * Starts a process that leads a queue of a repository. The process ends at once if there is a leader. If it can't
 * start, the next command tries again, and runs in the merge queue show the reason.
 * @returns the id of the process
 */
export async function startQueue(context: Context, queue: QueueName, repository: string): Promise<number | undefined> {
  try {
    const cwd = repositoryNamed(context.repositories, repository).folder;
    const job = queue === 'merge' ? { merge: repository } : { send: repository };
    const path = pathOfQueue(pathFiles(context, repository), context.caller);
    return context.start(job, { cwd, log: join(runsFolder(context), `${queue}.log`), ...present({ path }) });
  } catch (error) {
    context.store.appendDiagnostic(`${queue} queue of ${repository}, not started: ${String(error)}`);
    if (queue !== 'merge') return undefined;
    const why = error instanceof Error ? error.message : String(error);
    const text = `its merge queue can't be started: ${why}`;
    await postpone(context, unmerged(context.store, repository), { why: 'refused', text });
    return undefined;
  }
}

/** Returns the files with the PATH of the repository's runs, the newest first. */
function pathFiles(context: Context, repository: string): string[] {
  const runs = runsIn(context.store.state).filter(
    (run) => run.repository === repository && isRunHere(run, context.store),
  );
  const newestFirst = runs.sort((a, b) => ascending(b.since, a.since));
  return newestFirst.map(({ id }) => runFiles({ runs: runsFolder(context), id }).path);
}

/** Starts queues again whose process died or gave up although work is left. Regular maintenance calls it. */
export async function restartQueues(context: Context): Promise<void> {
  for (const { queue, repository } of waitingQueues(context)) await restart(context, queue, repository);
}

/** Lists the queues with work for this machine: those that merge before those that send. */
export function waitingQueues(context: Context): { queue: QueueName; repository: string }[] {
  const runs = runsIn(context.store.state).filter((run) => isRunHere(run, context.store));
  return (Object.keys(QUEUES) as QueueName[]).flatMap((queue) => {
    const waiting = runs.filter((run) => QUEUES[queue](run, context));
    return Array.from(new Set(waiting.map(({ repository }) => repository)), (repository) => ({ queue, repository }));
  });
}

async function restart(context: Context, queue: QueueName, repository: string): Promise<void> {
  const { store, clock } = context;
  const known = context.repositories.all.some(({ name }) => name === repository);
  const lease = queueLease(queue, repository);
  if (!known || leaderOf(store.state, lease, clock.now, context)) return;
  if (!startedRecently(`${store.dir} ${lease}`, clock.now)) await startQueue(context, queue, repository);
}
