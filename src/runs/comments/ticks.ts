import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run, Tick } from '../../domain/records.ts';
import type { ChangedFile } from '../../domain/runs/change-shapes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { changedFiles } from './changes.ts';
import { resultNamed } from './comments.ts';

export interface Ticking {
  run: string;
  path: string;
  /** Removes the record that the caller has seen the file, instead of adding one. */
  off?: boolean | undefined;
  /** Commit of the result that the reviewer saw; the run's present result when absent. */
  commit?: string | undefined;
}

/**
 * Records that the caller has seen a file of a result in its present version, or removes that record.
 * @throws BacklogError `conflict` without a result, `not-found` for a file that the result does not change, `forbidden`
 * for a run
 */
export async function tickFile(context: Context, write: Write, { run: id, path, off, commit }: Ticking): Promise<Tick> {
  const { actor } = context.caller;
  if (actor.run !== undefined)
    refuse('forbidden', `run ${actor.run} can't review: only people and other agents review runs`);
  const run = findRun(context.store.state, id);
  const result = run.result ?? refuse('conflict', `run ${run.id} has no result yet`);
  const to = commit === undefined ? result.commit : resultNamed(run, commit);
  const file =
    (await changedFiles(context, run, { from: run.base, to })).find((each) => each.path === path) ??
    refuse('not-found', `run ${run.id} doesn't change "${path}"`, {
      hint: `run_changes ${run.id} lists what it changes.`,
    });
  const by = formatActor(actor);
  return write((tx) => {
    const tick = { run: run.id, task: run.task, actor: by, path, blob: file.blob, at: tx.at };
    const known = tickId(run, by, path);
    if (!off) tx.put('tick', known, tick);
    else if (tx.get('tick', known)) tx.remove('tick', known);
    return tick;
  });
}

/** Adds to each file whether the caller has seen its present version. */
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
