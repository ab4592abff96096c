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

/** The approved runs of a repository, the one that was approved first at the front: nobody is overtaken for ever. */
export function entriesOf(records: Records | Tx, repository: string): Entry[] {
  return runsIn(records)
    .filter(
      (run): run is Entry =>
        run.state === 'approved' && !run.proposed && run.repository === repository && run.verdict !== undefined,
    )
    .sort((a, b) => (a.verdict.at < b.verdict.at ? -1 : a.verdict.at > b.verdict.at ? 1 : 0));
}

/** The entries that are tested together next: the oldest and those after it for the same target, up to a number. */
export function nextBatch(entries: readonly Entry[], most: number): Entry[] {
  const target = entries[0]?.target;
  return entries.filter((entry) => entry.target === target).slice(0, most);
}
