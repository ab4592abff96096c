import { setTimeout as wait } from 'node:timers/promises';
import { type Grouped, groupedBy } from '../../base/iterables.ts';
import { isRefusal } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { approved } from '../../work/config/approval.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import type { RemoteCall } from '../git/index.ts';
import { sourceIn } from '../pulls/connect.ts';
import { nextFollow } from '../pulls/looked.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { lead } from '../upkeep/leadership.ts';
import { type QueueJob, queueLease, startQueue } from '../upkeep/queues.ts';
import { retryWhenDiskFull } from '../upkeep/retry-when-disk-full.ts';
import { noticeHistory } from '../upkeep/target-history.ts';
import { isDue, nextTry } from './due.ts';
import { proposeRun } from './propose.ts';
import { pushTarget } from './push.ts';
import { recordOutgoing } from './record.ts';
import { remoteProblem } from './remote.ts';

/**
 * Milliseconds between two checks of the sender for due commits. {@link PATIENCE_MS} is the longest pause for which the
 * sender waits. After a longer pause, the next command starts a new sender.
 */
const LOOK_MS = 1_000;
const PATIENCE_MS = 3 * 60_000;
/** Milliseconds between two looks at the pull requests of a repository, at least. */
const FOLLOW_MS = 20_000;

/**
 * Pushes and proposes the outgoing commits of a repository, with increasing pauses after failures. Only one process per
 * repository does this.
 */
export async function sendQueue({ opened, repository, self, env, patienceMs = PATIENCE_MS }: QueueJob): Promise<void> {
  const contextNow = () => opened.context({ actor: ownActor('push'), holder: 'system:push' });
  const leadership = await lead(opened.store, queueLease('send', repository), self, contextNow());
  if (!leadership) return;
  for (;;) {
    await opened.ready();
    const next = await sendDue(contextNow(), repository, env);
    if (!(await leadership.keep())) return;
    const { now } = contextNow().clock;
    if (next - now <= patienceMs) await wait(Math.max(0, Math.min(next - now, LOOK_MS)));
    else if (await leadership.resign((tx) => dueIn(opened.store, repository, tx.atMs, tx).length > 0)) return;
  }
}

function outgoingIn(store: Context['store'], repository: string, records: RunRecords = store.state): Run[] {
  return runsIn(records).filter(
    (run) => run.repository === repository && run.outgoing !== undefined && isRunHere(run, store),
  );
}

function dueIn(store: Context['store'], repository: string, now: number, records: RunRecords = store.state): Run[] {
  return outgoingIn(store, repository, records).filter((run) => isDue(records, run, now));
}

/**
 * Pushes and proposes the commits that are due now.
 * @returns the time of the next attempt, in milliseconds since the epoch
 */
export async function sendDue(context: Context, repository: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { state } = context.store;
  // A commit that a person rebased is looked for first: otherwise it counts as gone, and nobody pushes it.
  if (outgoingIn(context.store, repository).some(({ merged }) => merged)) await noticeHistory(context);
  const due = dueIn(context.store, repository, context.clock.now);
  const { push: remote, propose: command, pushMs } = approved(context.store, (now) => runSettings(now, repository));
  const landed = due.filter(({ merged }) => merged);
  const tested = due.filter(({ merged }) => !merged);
  // Settings may have changed since the run was queued. With pull requests, target branches are not pushed. Without
  // them, an unproposed result returns to the merge queue.
  if (remote === '' || command !== '')
    await recordOutgoing(context, 'run_push', landed, () => ({ outgoing: undefined }));
  else
    for (const runs of byTarget(context.store, landed))
      await attempt(context, runs, (call) => pushTarget(context, call, runs));
  if (command === '' && tested.length > 0) {
    await recordOutgoing(context, 'run_propose', tested, () => ({ outgoing: undefined }));
    await startQueue(context, 'merge', repository);
  } else
    for (const run of tested)
      await attempt(context, [run], async (call) => {
        const place = placeIn(context, repository);
        const name = sourceIn(command);
        if (name === undefined) return proposeRun(context, place, run, call, { command, env });
        const { proposePull } = await import('../pulls/propose-pull.ts');
        return proposePull(context, place, run, call, { name, env });
      });
  const isFollowing = nextFollow(context, repository) <= context.clock.now;
  if (isFollowing) await follow(context, repository, env);
  const { now } = context.clock;
  return Math.min(
    ...outgoingIn(context.store, repository).map((run) => nextTry(state, run, now)),
    // Without a cache that can be written, every look would be due at once.
    Math.max(isFollowing ? now + FOLLOW_MS : now, nextFollow(context, repository)),
  );

  async function attempt(
    { store }: Context,
    runs: readonly Run[],
    act: (call: RemoteCall) => Promise<void>,
  ): Promise<void> {
    const fail = (failed: string) => retryWhenDiskFull(() => recordOutgoing(context, 'run_push', runs, { failed }));
    try {
      const { repository: git } = placeIn(context, repository);
      const problem = await remoteProblem(git, remote);
      if (problem) await fail(problem);
      else await act({ repository: git, remote, limitMs: pushMs });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      store.appendDiagnostic(`push of ${repository}: ${String(error)}`);
      await fail(error.message);
    }
  }
}

/** Reads the pull requests of a repository. A service that doesn't answer is a diagnostic. */
async function follow(context: Context, repository: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { followPulls } = await import('../pulls/follow.ts');
  const { failed } = await followPulls(context, { repository, due: true }, env);
  for (const { run, why } of failed) context.store.appendDiagnostic(`pull request of ${run}: ${why}`);
}

const placeIn = (context: Context, name: string) => ({
  runs: runsFolder(context),
  repository: repositoryNamed(context.repositories, name),
});

/**
 * Groups the merged commits of runs by target branch. Includes commits that are not due, because one push sends all
 * merged commits of a branch.
 */
function byTarget(store: Context['store'], due: readonly Run[]): Iterable<Grouped<Run>> {
  const targets = new Set(due.map(({ target }) => target));
  const [{ repository = '' } = {}] = due;
  const all = outgoingIn(store, repository).filter(({ merged, target }) => merged && targets.has(target));
  return groupedBy(all, ({ target }) => target).values();
}
