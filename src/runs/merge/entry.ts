import type { Run } from '../../domain/records.ts';
import { byTurn } from '../../domain/runs/merge-order.ts';
import type { Tx } from '../../store/index.ts';
import { type RunRecords, runsIn } from '../find-run.ts';

/** A run whose turn to be merged comes. */
export type QueueEntry = Run & { verdict: NonNullable<Run['verdict']> };

type Placed = Pick<Run, 'state' | 'proposed' | 'outgoing' | 'verdict'>;

/** Is a merge queue there for it? One whose landing failed on the way is in it, one that goes to a forge is not. */
export function isInQueue(run: Placed): boolean {
  return (run.state === 'approved' && !isAway(run)) || run.state === 'merging';
}

/** Is its current result on the way to a forge, or proposed there and not in the target yet? A proposal of an earlier result does not count. */
export function isAway(run: Placed): boolean {
  return run.state === 'approved' && (run.outgoing !== undefined || isProposed(run));
}

export function isProposed({ state, proposed, verdict }: Placed): boolean {
  return state === 'approved' && proposed !== undefined && proposed.result === verdict?.commit;
}

/** Does the history of its target decide what becomes of it: was it merged, or may somebody merge it elsewhere? */
export function isFollowed(run: Run): boolean {
  return (run.merged !== undefined && !run.reverted) || isAway(run);
}

/** The runs of a repository that a merge queue is there for. */
export function unmerged(records: RunRecords | Tx, repository: string): Run[] {
  return runsIn(records).filter((run) => run.repository === repository && isInQueue(run));
}

/**
 * The approved runs of a repository: those that a person wants now, then the one that was approved first. Nobody is overtaken for ever but
 * by a person's word.
 */
export function queueEntries(records: RunRecords | Tx, repository: string): QueueEntry[] {
  return runsIn(records)
    .filter(
      (run): run is QueueEntry =>
        run.state === 'approved' && !isAway(run) && run.repository === repository && run.verdict !== undefined,
    )
    .sort(byTurn);
}

/** The entries that are tested together next: the first and those after it for the same target, up to a number; one that is wanted now is alone. */
export function nextBatch(entries: readonly QueueEntry[], most: number): QueueEntry[] {
  const [first] = entries;
  if (first?.verdict.now) return [first];
  const target = first?.target;
  return entries.filter((entry) => entry.target === target).slice(0, most);
}
