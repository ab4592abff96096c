import { byTurn } from '../../domain/merge-order.ts';
import type { Run } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { type Records, runsIn } from '../find.ts';

/** A run whose turn to be merged comes. */
export type Entry = Run & { verdict: NonNullable<Run['verdict']> };

/** The name of the lease of a repository's merge queue. */
export function mergeLease(repository: string): string {
  return `merge:${repository}`;
}

/** Is a merge queue there for it? One whose landing failed on the way is in it, one that was proposed to a forge is not. */
export function isInQueue({ state, proposed }: Pick<Run, 'state' | 'proposed'>): boolean {
  return (state === 'approved' && !proposed) || state === 'merging';
}

/** The runs of a repository that a merge queue is there for. */
export function unmerged(records: Records | Tx, repository: string): Run[] {
  return runsIn(records).filter((run) => run.repository === repository && isInQueue(run));
}

/**
 * The approved runs of a repository: those that a person wants now, then the one that was approved first. Nobody is overtaken for ever but
 * by a person's word.
 */
export function entriesOf(records: Records | Tx, repository: string): Entry[] {
  return runsIn(records)
    .filter(
      (run): run is Entry =>
        run.state === 'approved' && !run.proposed && run.repository === repository && run.verdict !== undefined,
    )
    .sort(byTurn);
}

/** The entries that are tested together next: the first and those after it for the same target, up to a number; one that is wanted now is alone. */
export function nextBatch(entries: readonly Entry[], most: number): Entry[] {
  const [first] = entries;
  if (first?.verdict.now) return [first];
  const target = first?.target;
  return entries.filter((entry) => entry.target === target).slice(0, most);
}
