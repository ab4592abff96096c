import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { byTurn, isAway } from '../../domain/runs/merge-order.ts';
import { isReverting, mayLand } from '../../domain/runs/stack.ts';
import type { Store } from '../../store/index.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import { type RunRecords, runsIn } from '../find-run.ts';

/** An approved run in the merge queue. */
export type QueueEntry = Run & { verdict: NonNullable<Run['verdict']> };

/** Checks whether a run belongs to a merge queue. An interrupted merge does; a pull request does not. */
export function isInQueue(run: Parameters<typeof isAway>[0]): boolean {
  return (run.state === 'approved' && !isAway(run)) || run.state === 'merging';
}

/**
 * Checks whether the history of the target branch can still change the run, because the run was merged or may be merged
 * without Backlog. One that was merged without a commit of a known run has nothing there that could be reverted.
 */
export function isFollowed(run: Run): boolean {
  const { merged, reverted } = run;
  const isThere = merged !== undefined && (merged.nothing === undefined || merged.nothing.by !== undefined);
  return (isThere && !reverted) || isAway(run);
}

/** The queue with the runs of this machine. */
type Queue = Pick<Store, 'dir' | 'address' | 'state'>;

/** Lists the runs of a repository that belong to its merge queue on this machine. */
export function unmerged(queue: Queue, repository: string, records: RunRecords = queue.state): Run[] {
  return runsIn(records).filter((run) => run.repository === repository && isInQueue(run) && isRunHere(run, queue));
}

/** Checks whether a merge queue can work on a run: it is in the queue, and the result below it is merged. */
export function isMergeable(run: Run, records: RunRecords): boolean {
  return isInQueue(run) && (run.state === 'merging' || mayLand(run, runsByTask(records)));
}

/** Lists the runs of a repository to revert on this machine. */
export function reverting(queue: Queue, repository: string, records: RunRecords = queue.state): Run[] {
  return runsIn(records).filter((run) => run.repository === repository && isReverting(run) && isRunHere(run, queue));
}

/** Longest time in milliseconds that a person has to withdraw an approval. A clock that was set back can't extend it. */
const LONGEST_MS = 60_000;

/** Returns how long a person can still withdraw an approval before the merge queue takes the entry, in milliseconds. */
export function timeToWithdraw({ state, verdict }: Pick<Run, 'state' | 'verdict'>, now: number): number {
  const from = state === 'approved' ? verdict?.from : undefined;
  const left = from === undefined ? 0 : fromInstant(from) - now;
  return left > LONGEST_MS ? 0 : Math.max(0, left);
}

/**
 * Lists the approved runs of a repository in the order of merging: first the runs that a person moved to the front,
 * then by time of approval. Leaves out those whose approval a person can still withdraw.
 * @param now epoch ms
 */
export function queueEntries(queue: Queue, repository: string, now = Date.now()): QueueEntry[] {
  return runsIn(queue.state)
    .filter(
      (run): run is QueueEntry =>
        run.state === 'approved' &&
        !isAway(run) &&
        run.repository === repository &&
        run.verdict !== undefined &&
        timeToWithdraw(run, now) === 0 &&
        isRunHere(run, queue) &&
        mayLand(run, runsByTask(queue.state)),
    )
    .sort(byTurn);
}

/**
 * Chooses the entries to test together: the first entry and others for the same target branch, at most `most`. An entry
 * that a person moved to the front is tested separately, and so is one for which `isAlone` returns true.
 */
export function nextBatch(
  entries: readonly QueueEntry[],
  most: number,
  isAlone: (entry: QueueEntry) => boolean = () => false,
): QueueEntry[] {
  const [first] = entries;
  if (first && (first.verdict.now || isAlone(first))) return [first];
  const target = first?.target;
  return entries.filter((entry) => entry.target === target && !isAlone(entry)).slice(0, most);
}
