import { join } from 'node:path';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { readCache, writeCache } from '../upkeep/cache-file.ts';

/** Remembers that a terminal showed a person the present result of a run. */
export function noteShown(context: Context, run: Run): void {
  const file = context.caller.door === 'cli' ? shownFile(context, run) : undefined;
  if (file !== undefined && run.result) writeCache(file, run.result.commit);
}

/**
 * Returns the commit of the result that the caller can have read last. That is the one that a terminal showed, otherwise an
 * earlier one with which the run was in review. Undefined if nobody can have read an earlier one.
 */
export function lastRead(context: Context, run: Run): string | undefined {
  const file = shownFile(context, run);
  const shown = file && readCache(file);
  const { result, rounds = [], ends = [] } = run;
  // A round that failed or asked was in nobody's review.
  const wasInReview = (until: string | undefined) =>
    until !== undefined && !ends.some(({ at, code, asked }) => at === until && (code || asked));
  return shown ?? rounds.findLast(({ commit, until }) => commit !== result?.commit && wasInReview(until))?.commit;
}

/** Returns the file in the run's folder with the commit that a person was shown. Others have none. */
function shownFile(context: Context, { id }: Run): string | undefined {
  const { kind, name } = context.caller.actor;
  return kind === 'human' ? join(runFiles({ runs: runsFolder(context), id }).folder, `shown-${name}.txt`) : undefined;
}
