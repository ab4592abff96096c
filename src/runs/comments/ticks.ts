import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run, Tick } from '../../domain/records.ts';
import type { ChangedFile } from '../../domain/runs/change-shapes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { changedFileAt, changedFiles } from './changes.ts';
import { resultNamed } from './comments.ts';

export interface Ticking {
  run: string;
  path: string;
  /** Removes the record of the viewed file instead of adding it. */
  off?: boolean | undefined;
  /** Commit of the result that the reviewer saw. Default: the run's present result. */
  commit?: string | undefined;
}

/**
 * Records that the caller has viewed a file of a result in its present version, or removes this record.
 * @throws BacklogError `conflict` without a result, `not-found` for a file that the result does not change, `forbidden`
 * for a run as caller
 */
export async function tickFile(context: Context, write: Write, { run: id, path, off, commit }: Ticking): Promise<Tick> {
  const { actor } = context.caller;
  if (actor.run !== undefined)
    refuse('forbidden', `run ${actor.run} can't review: only people and other agents review runs`);
  const run = findRun(context.store.state, id);
  const result = run.result ?? refuse('conflict', `run ${run.id} has no result yet`);
  const to = commit === undefined ? result.commit : resultNamed(run, commit);
  const file = changedFileAt(await changedFiles(context, run, { from: run.base, to }), run, path);
  const by = formatActor(actor);
  return write((tx) => {
    const tick = { run: run.id, task: run.task, actor: by, path, blob: file.blob, commit: to, at: tx.at };
    const known = tickId(run, by, path);
    if (!off) tx.put('tick', known, tick);
    else if (tx.get('tick', known)) tx.remove('tick', known);
    return tick;
  });
}

/** Marks the files whose present version the caller has viewed. */
export function withTicks({ store, caller }: Context, run: Run, files: readonly ChangedFile[]) {
  const by = formatActor(caller.actor);
  return files.map((file) => ({
    ...file,
    seen: store.state.get('tick', tickId(run, by, file.path))?.blob === file.blob,
  }));
}

function tickId({ id }: Pick<Run, 'id'>, actor: string, path: string): string {
  return `${id}/${actor}/${path}`;
}
