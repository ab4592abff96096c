import { known, unmetDependencies } from '../queue/graph.ts';
import type { TaskQueue } from '../queue/queue.ts';
import type { Run } from '../records.ts';
import { holdsDependents, type Task } from '../task/task.ts';
import { branchName } from './branch-name.ts';
import { isAway } from './merge-order.ts';
import { isInReview, isParked } from './run-states.ts';

/** The unmerged result on which a run is stacked: its start commit is this commit. */
export type StackedOn = NonNullable<Run['stackedOn']>;

/** The runs of a queue, by id and by task. */
export interface RunsByTask {
  get(id: string): Run | undefined;
  /** Returns the newest run of a task. Of several attempts, it is the one that was kept; until then there is none. */
  decided(task: string): Run | undefined;
  /** Checks whether a task is closed or purged. */
  isClosed(task: string): boolean;
}

/**
 * How the result below a stacked run stands:
 * - `landed`: it is in the target branch, so the run may land.
 * - `waits`: it isn't merged yet.
 * - `moved`: it has a newer result, which the run's start commit lacks.
 * - `gone`: it was discarded, given to a person or reverted, or its task went on without it, so it never lands. Or it
 *   landed, and a result below it was reverted since, whose work the run has.
 */
export type StackStanding = 'landed' | 'waits' | 'moved' | 'gone';

/** Returns how the result below a run stands. Undefined for a run that isn't stacked. */
export function standingOf({ stackedOn }: Pick<Run, 'stackedOn'>, runs: RunsByTask): StackStanding | undefined {
  if (!stackedOn) return undefined;
  const below = runs.get(stackedOn.run);
  if (!below || below.state === 'discarded' || below.state === 'handed_off' || below.reverted) return 'gone';
  if (isLeftBehind(below, runs)) return 'gone';
  // A merge that nobody finds in the target branch waits for a person. One whose revert failed is in it.
  if (below.state === 'merged') {
    if (revertedBelow(stackedOn, runs)) return 'gone';
    return below.unfound || isReverting(below) ? 'waits' : 'landed';
  }
  return hasNewerResult(below, stackedOn) ? 'moved' : 'waits';
}

/** Checks whether a run has a result on which others can start, and which a start commit on it lacks. */
export const hasNewerResult = (below: Run, { commit }: StackedOn): boolean =>
  canStackOn(below) && below.result?.commit !== commit;

/** Checks whether a run ended, or its merge is missing, and its task went on: by a newer run, or to its end without one. */
function isLeftBehind({ state, unfound, task, attempt }: Run, runs: RunsByTask): boolean {
  if (!isParked(state) && !unfound) return false;
  const newest = runs.decided(task);
  return (newest !== undefined && newest.attempt > attempt) || (isParked(state) && runs.isClosed(task));
}

/** Checks whether a person asked for a revert that has no outcome yet. */
export function isReverting({ revert }: Pick<Run, 'revert'>): boolean {
  return revert !== undefined && revert.failed === undefined;
}

/** Checks whether a run may land: it isn't stacked, or the result below it is in the target branch. */
export function mayLand(run: Pick<Run, 'stackedOn'>, runs: RunsByTask): boolean {
  return run.stackedOn === undefined || standingOf(run, runs) === 'landed';
}

/**
 * Checks whether a run can start on this result: it waits for a review or its merge, its checks passed, and the merge
 * queue did not return it. A pull request is on a server, where nothing keeps the order.
 */
export function canStackOn(run: Run): boolean {
  const { state, result, checks = [], waits } = run;
  if (!isInReview(state) || !result || result.files === 0 || isAway(run)) return false;
  if (state === 'review' && waits !== undefined) return false;
  return checks.every(({ ok, commit }) => ok && commit === result.commit);
}

/**
 * Finds the unmerged result from which a task may start: the newest result of one of its open dependencies, if that
 * result contains the work of all others. Undefined if the task needs none, or has to wait.
 */
export function stackFor(
  task: Task,
  { queue, runs, isUsable = () => true }: { queue: TaskQueue; runs: RunsByTask; isUsable?: (run: Run) => boolean },
): StackedOn | undefined {
  if (task.obstacle || !task.depends) return undefined;
  const open = unmetDependencies(queue, task);
  const closed = known(queue, task.depends).filter((one) => !holdsDependents(one));
  for (const { uuid } of open) {
    const top = runs.decided(uuid);
    const chain = top && canStackOn(top) && isUsable(top) ? chainBelow(top, runs) : undefined;
    if (!top || !chain) continue;
    const tasks = new Set(chain.map((run) => run.task));
    const start = chain.at(-1)!;
    const hasAll =
      open.every((one) => tasks.has(one.uuid)) &&
      // The lowest run started at the target branch as it was then.
      closed.every((one) => tasks.has(one.uuid) || (one.end ?? '') <= start.at);
    if (hasAll) return { run: top.id, commit: top.result!.commit };
  }
  return undefined;
}

/** Returns a run and the runs below it, down to the one that isn't stacked. Undefined if one of them has to move. */
function chainBelow(top: Run, runs: RunsByTask): Run[] | undefined {
  const chain = [top];
  for (let at = top; at.stackedOn; ) {
    const standing = standingOf(at, runs);
    const below = runs.get(at.stackedOn.run);
    if (!below || standing === 'moved' || standing === 'gone' || chain.includes(below)) return undefined;
    chain.push(below);
    at = below;
  }
  return chain;
}

/** Returns the ids of the runs below a result on which a run starts, the result's own run included. */
export function idsBelow({ run }: StackedOn, runs: Pick<RunsByTask, 'get'>): Set<string> {
  const ids = new Set<string>();
  for (let id: string | undefined = run; id !== undefined && !ids.has(id); id = runs.get(id)?.stackedOn?.run)
    ids.add(id);
  return ids;
}

/**
 * What happens to a stacked result: it starts again on the newer result below it, returns to review, waits for it, or
 * stops to wait because that result is merged.
 */
export type StackStep = 'rebase' | 'return' | 'hold' | 'release';

/**
 * Decides what happens to a stacked run because of the result below it. A result that already has a reason waits for a
 * person.
 */
export function stackStep(
  { state, waits }: Pick<Run, 'state' | 'waits'>,
  standing: StackStanding | undefined,
): StackStep | undefined {
  if (standing === 'waits') return state === 'approved' && waits === undefined ? 'hold' : undefined;
  if (standing === 'landed') return waits?.why === 'below' ? 'release' : undefined;
  if (standing === undefined) return undefined;
  if (state === 'approved') return standing === 'moved' ? 'rebase' : 'return';
  if (state !== 'review' || waits !== undefined) return undefined;
  return standing === 'moved' ? 'rebase' : 'return';
}

/** Where the next round of a stacked run starts: on another result, at the tip of the target branch, or nowhere yet. */
export type NextStart = 'stays' | { stackedOn: StackedOn } | 'target' | 'blocked';

/**
 * Decides where the next round of a stacked run starts.
 * @param stack the result from which its task may start now
 * @param isBlocked whether an open task blocks its task
 */
export function nextStart(
  standing: StackStanding | undefined,
  { stack, isBlocked }: { stack: StackedOn | undefined; isBlocked: boolean },
): NextStart {
  if (standing === undefined || standing === 'landed') return 'target';
  if (standing === 'waits') return 'stays';
  if (stack) return { stackedOn: stack };
  return isBlocked ? 'blocked' : 'target';
}

/** Finds a run at or below a start commit whose merge was reverted. */
function revertedBelow(stackedOn: StackedOn, runs: Pick<RunsByTask, 'get'>): Run | undefined {
  for (const id of idsBelow(stackedOn, runs)) {
    const run = runs.get(id);
    if (run?.reverted) return run;
  }
  return undefined;
}

/** Names the commit from which a run starts, for people: its target branch, or the result of another run. */
export function startName(target: string, stackedOn: StackedOn | undefined): string {
  return stackedOn ? `the result of run ${stackedOn.run}` : branchName(target);
}

/** Says why a stacked run can't stay on the result below it, for the run's record and its reader. */
export function standingText(stackedOn: StackedOn, standing: 'moved' | 'gone', runs: RunsByTask): string {
  const { run } = stackedOn;
  if (standing === 'moved') return `run ${run}, on which it is stacked, has a newer result`;
  const reverted = revertedBelow(stackedOn, runs)?.id;
  if (reverted !== undefined && reverted !== run) return `run ${reverted}, below run ${run}, was reverted`;
  const below = runs.get(run);
  if (!below) return `run ${run}, on which it is stacked, was purged with its task`;
  if (isLeftBehind(below, runs)) return `run ${run}, on which it is stacked, ended without a merge`;
  const became = reverted === run ? 'reverted' : below.state === 'handed_off' ? 'given to a person' : 'discarded';
  return `run ${run}, on which it is stacked, was ${became}`;
}
