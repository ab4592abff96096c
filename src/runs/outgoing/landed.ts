import type { Run } from '../../domain/records.ts';
import { type Records, runsIn } from '../find.ts';
import type { Landed } from './unpushed.ts';

/** What runs brought to a target, by the journal of their landings: those commits were reviewed, whatever else is there was not. */
export function landedIn(records: Records, { repository, target }: Pick<Run, 'repository' | 'target'>): Landed[] {
  return runsIn(records).flatMap((run) =>
    run.merged && run.merge && run.repository === repository && run.target === target
      ? [{ commit: run.merge.commit, base: run.base }]
      : [],
  );
}
