import { rm } from 'node:fs/promises';
import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { linkedText, linkTarget } from '../ground/check-ground.ts';
import { locateRun, runFiles } from '../run-folder.ts';
import { moveRun } from './apply-transition.ts';
import { pathOfRound } from './run-path.ts';
import { stopTaskOf } from './task-effects.ts';

/**
 * Starts a supervisor for a queued run. If the run's folder is a link or the process can't start, the run fails at
 * once, unless a person leaves the linked files there. This function doesn't throw then, because the run is already stored.
 */
export async function supervised(context: Context, queued: Run | Promise<Run>): Promise<Run> {
  const run = await queued;
  const place = locateRun(context, run);
  const { folder, log, path: file } = runFiles(place);
  const target = await linkTarget(folder);
  // With `restore`, a person leaves the files at the link's target. The round gets a new folder.
  if (target !== undefined && run.restore) await rm(folder);
  else if (target !== undefined)
    return failed(context, run, { code: 'worktree_changed', text: linkedText(folder, target) });
  try {
    const path = pathOfRound(file, context.caller, process.env.PATH);
    context.start({ run: run.id }, { cwd: place.repository.folder, log, ...present({ path }) });
    return run;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(context, run, { code: 'never_began', text: `its supervisor can't be started: ${why}` });
  }
}

function failed(context: Context, { id }: Run, reason: NonNullable<Run['reason']>): Promise<Run> {
  return context.write('run_fail', (tx) => {
    const run = moveRun(tx, id, 'fail', { reason });
    stopTaskOf(tx, context, run);
    return run;
  });
}
