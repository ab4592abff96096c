import { type Grouped, groupedBy } from '../../base/iterables.ts';
import { present } from '../../base/present.ts';
import { isRefusal } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import { recoverLanding } from '../git/index.ts';
import { moveRun } from '../lifecycle/apply-transition.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { retryWhenDiskFull } from '../upkeep/retry-when-disk-full.ts';
import { damagedFiles, ownFiles } from './damage.ts';
import { changedIn, recordLanded } from './landing.ts';
import { postpone } from './postpone.ts';

/**
 * Completes or reverts the interrupted merges of a repository, by git's history and the records of these merges.
 * Afterwards each run is either merged or approved, unless git fails: then the runs of that merge get the reason and
 * the others continue. The lock of an unfinished landing keeps other merges out of its checkout. Only the leader of the
 * merge queue may call it.
 */
export async function recoverMerges(context: Context, repository: string): Promise<void> {
  const left = runsIn(context.store.state).filter(
    (run) => run.state === 'merging' && run.repository === repository && isRunHere(run, context.store),
  );
  for (const together of groupedBy(left, ({ merge }) => merge!.new).values()) {
    try {
      await recoverOne(context, together);
    } catch (error) {
      const text = `its interrupted merge can't be completed or reverted: ${error instanceof Error ? error.message : String(error)}`;
      if (together.some(({ waits }) => waits?.text !== text)) context.store.appendDiagnostic(`merge queue: ${text}`);
      await retryWhenDiskFull(() => postpone(context, together, { why: 'refused', text }));
      if (!isRefusal(error)) throw error;
    }
  }
}

async function recoverOne(context: Context, runs: Grouped<Run>): Promise<void> {
  const [{ repository, target, merge }] = runs;
  const ids = runs.map(({ id }) => id);
  const outcome = await recoverLanding({
    repository: repositoryNamed(context.repositories, repository),
    ref: target,
    old: merge!.old,
    new: merge!.new,
    runs: runsFolder(context),
  });
  if (outcome === 'landed') return recordLanded(context, ids);
  if (outcome !== 'not' && !('damaged' in outcome)) return recordLanded(context, ids, outcome);
  const files = outcome === 'not' ? [] : outcome.damaged;
  const changed = files.length === 0 ? [] : await Promise.all(runs.map((run) => changedIn(context, run, files)));
  const own = ownFiles(changed, files);
  await context.write('run_defer', (tx) => {
    for (const [i, id] of ids.entries()) {
      const damaged = own[i]?.length ? own[i] : undefined;
      const waits = damaged && damagedFiles(damaged);
      moveRun(tx, id, 'defer', { merge: undefined, ...present({ waits, damaged }) });
    }
  });
}
