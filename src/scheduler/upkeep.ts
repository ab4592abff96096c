import { noneIn } from '../base/iterables.ts';
import { isUnderWay } from '../domain/runs/run-states.ts';
import { hasInquiries } from '../runs/budget/inquiry-files.ts';
import { followConfigs } from '../runs/config/config-marks.ts';
import { runsIn } from '../runs/find-run.ts';
import { isFollowed } from '../runs/merge/entry.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { stacksDue } from '../runs/stack/due-stacks.ts';
import { restartQueues } from '../runs/upkeep/queues.ts';
import { reapRuns } from '../runs/upkeep/reap-runs.ts';
import { openNight } from '../work/night/current.ts';
import { NOTIFY_COMMAND } from '../work/settings/notify-settings.ts';
import { settingOf } from '../work/settings/settings.ts';
import type { Context } from '../work/workspace/context.ts';
import { doParts, PARTS_OF_TIME, type UpkeepPart } from '../work/workspace/upkeep-of-time.ts';
import { ensureLoop } from './loop/ensure-loop.ts';

/** The parts of maintenance by their cause, in the order in which they run. */
const PARTS = {
  time: PARTS_OF_TIME,
  runs: [
    { name: 'read changed config files', does: followConfigs },
    { name: 'interrupt runs without a supervisor', does: withRuns(reapRuns) },
    { name: 'end what killed passes left', does: endPasses },
    { name: 'count the cost of agents that were asked', does: countInquiries },
    { name: 'follow merged runs in their targets', does: withRuns(followTargets) },
    { name: 'look for work that is not on the branch', does: followWork },
    { name: 'follow stacked runs', does: withRuns(followStacks) },
    { name: 'restart merge queues', does: withRuns(restartQueues) },
    { name: 'note that a night is over', does: withOrchestrator(endLeftNight) },
    { name: 'notify of runs that need attention', does: notify },
    { name: 'deliver events to webhooks', does: deliver },
  ],
  orchestrator: [{ name: 'restart the orchestrator', does: withOrchestrator(ensureLoop) }],
} satisfies Record<string, readonly UpkeepPart[]>;

/** Returns a part of maintenance that a queue without runs doesn't need. */
function withRuns(does: UpkeepPart['does']): UpkeepPart['does'] {
  return (context) => (context.store.state.size('run') > 0 ? does(context) : undefined);
}

/** Returns a part of maintenance that a queue whose orchestrator nobody ever started doesn't need. */
function withOrchestrator(does: UpkeepPart['does']): UpkeepPart['does'] {
  return (context) => (context.store.state.size('orchestrator') > 0 ? does(context) : undefined);
}

export type Cause = keyof typeof PARTS;

/** Returns the causes of maintenance that a command checks. A command that only reads must not start an agent. */
export function causesFor({ reads }: { reads: boolean }): readonly Cause[] {
  return reads ? ['time', 'runs'] : ['time', 'runs', 'orchestrator'];
}

/**
 * Does the due parts of maintenance. A process for one command calls it before the command; a server calls it through
 * `keepUp`.
 */
export async function upkeep(context: Context, causes: readonly Cause[]): Promise<void> {
  await doParts(
    context,
    causes.flatMap((cause) => PARTS[cause]),
  );
}

/** Returns the next time at which answers become wrong without a commit, in epoch ms; infinity if there is none. */
export function nextDue(context: Context): number {
  return Math.min(...PARTS_OF_TIME.map(({ due }) => due?.(context) ?? Number.POSITIVE_INFINITY));
}

/** Checks whether a run can change without a commit, because a process dies or a branch moves. */
export function watchesRuns({ store }: Pick<Context, 'store'>): boolean {
  return runsIn(store.state).some((run) => isUnderWay(run.state) || isFollowed(run));
}

/** Ends the processes of killed passes. Loads its code only if a run of a pass is open. */
async function endPasses(context: Context): Promise<void> {
  for (const [, { runs }] of context.store.state.all('pass')) {
    const last = runs.at(-1);
    if (!last || last.ms !== undefined || last.why !== undefined) continue;
    const { endKilledPasses } = await import('../runs/passes/end-killed.ts');
    return endKilledPasses(context);
  }
}

/** Ends agents whose asker was killed, and records their costs. Loads the code that reads their output only if there are some. */
async function countInquiries(context: Context): Promise<void> {
  if (!hasInquiries(runsFolder(context))) return;
  const { settleInquiries } = await import('../runs/budget/inquiries.ts');
  await settleInquiries(context);
}

/** Records the end of a night whose process was killed before that. Loads its code only if a night is open. */
async function endLeftNight(context: Context): Promise<void> {
  if (!openNight(context.store.state)) return;
  const { settleLeftNight } = await import('./night/hold-night.ts');
  await settleLeftNight(context);
}

/** Loads the code for notices only if a program sends them. */
async function notify(context: Context): Promise<void> {
  if (!settingOf(context.store.state, NOTIFY_COMMAND)) return;
  const { sendNotices } = await import('./notices/send-notices.ts');
  await sendNotices(context);
}

/** Starts the process that delivers events. Loads its code only if there is a webhook. */
export async function deliver(context: Context): Promise<void> {
  if (noneIn(context.store.state.all('webhook'))) return;
  const { startDelivery } = await import('./webhooks/start-delivery.ts');
  return startDelivery(context);
}

/** Looks for the work of tasks that agents completed in worktrees. Loads the code that reads git only if there is some. */
async function followWork(context: Context): Promise<void> {
  if (noneIn(context.queue.offBranch())) return;
  const { followOffBranch } = await import('../runs/upkeep/off-branch.ts');
  return followOffBranch(context);
}

/** Reads the target branches of merged runs. Loads the code that reads git only if there are such runs. */
async function followTargets(context: Context): Promise<void> {
  if (!runsIn(context.store.state).some((run) => isFollowed(run) || run.reverted?.unopened)) return;
  const { noticeHistory } = await import('../runs/upkeep/target-history.ts');
  await noticeHistory(context);
}

/** Follows the results below stacked runs. Loads the code that starts rounds only if one of them moved. */
async function followStacks(context: Context): Promise<void> {
  if (stacksDue(context).length === 0) return;
  const { followStacks: follow } = await import('../runs/stack/follow-stacks.ts');
  return follow(context);
}
