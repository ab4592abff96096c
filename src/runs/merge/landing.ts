import { isAtOrBelow } from '../../domain/paths.ts';
import type { Context } from '../../work/workspace/context.ts';
import { moveRun, putRun } from '../change.ts';
import { findRun } from '../find.ts';
import { type Deferral, deferralText, land, type MergeStep, pushTarget, type RunsPlace } from '../git/index.ts';
import { runSettings } from '../settings.ts';
import { completeOf } from '../task-side.ts';
import { stands } from './back.ts';
import type { Entry } from './entry.ts';
import { landedNote } from './message.ts';
import type { Candidate } from './tested.ts';

/** Writes down what is to happen, lets it happen, writes down what did. Nothing happens when an approval was taken back meanwhile. */
export async function landSteps(
  context: Context,
  place: RunsPlace,
  { ref, target }: { ref: string; target: string },
  candidates: readonly Candidate[],
  steps: readonly MergeStep[],
): Promise<boolean> {
  const last = candidates.at(-1);
  if (!last) return false;
  const tip = steps[candidates.length - 1]!.commit;
  const begun = await context.write('run_merge', (tx) => {
    if (!candidates.every(({ entry }) => stands(tx, entry))) return false;
    for (const [i, { entry }] of candidates.entries())
      moveRun(tx, entry.id, 'merge', { merge: { old: target, new: tip, commit: steps[i]!.commit, at: tx.at } });
    return true;
  });
  if (!begun) return true;
  const ids = candidates.map(({ entry }) => entry.id);
  const landed =
    tip === target
      ? { landed: true as const }
      : await land(place, {
          ref,
          old: target,
          new: tip,
          id: last.entry.id,
          message: `backlog: ${ids.join(', ')} merged`,
        });
  if (landed.landed) {
    await recordLanded(context, ids);
    await push(context, place, ref, ids);
    return true;
  }
  const told = { why: landed.why.kind, text: deferralText(landed.why, ref) };
  const held = heldUp(candidates, landed.why);
  await context.write('run_defer', (tx) => {
    for (const { entry } of candidates)
      moveRun(tx, entry.id, 'defer', { waits: held.includes(entry) ? told : undefined, merge: undefined });
  });
  return landed.why.kind === 'moved';
}

/** Whom a reason concerns: those that change the files that are in the way, if it names files, else all of them. */
function heldUp(candidates: readonly Candidate[], why: Deferral): Entry[] {
  const paths = 'paths' in why ? why.paths : [];
  const isInTheWay = (path: string) => paths.some((one) => meet(one, path));
  const concerned = candidates.filter(({ approved }) =>
    approved.some(({ path, from }) => isInTheWay(path) || (from !== undefined && isInTheWay(from))),
  );
  return (concerned.length > 0 ? concerned : candidates).map(({ entry }) => entry);
}

/** The same file, or a folder that one of them would have to be in. */
function meet(one: string, other: string): boolean {
  const path = one.replace(/\/$/, '');
  return isAtOrBelow(path, other) || isAtOrBelow(other, path);
}

/** Where a setting says so; what came of it is told with the runs. */
async function push(context: Context, { repository }: RunsPlace, ref: string, ids: readonly string[]): Promise<void> {
  const { push: remote } = runSettings(context.store.state);
  if (remote === '') return;
  const failed = await pushTarget(repository, remote, ref);
  const told = failed ? `not pushed to ${remote}: ${failed}` : `pushed to ${remote}`;
  await context.write('run_push', (tx) => {
    for (const id of ids) {
      const run = findRun(tx, id);
      if (run.merged) putRun(tx, { ...run, merged: { ...run.merged, push: told } });
    }
  });
}

/** The commits are in the target: their runs are merged and their tasks done. */
export async function recordLanded(context: Context, ids: readonly string[]): Promise<void> {
  await context.write('run_land', (tx) => {
    for (const id of ids) {
      const { merge } = findRun(tx, id);
      const run = moveRun(tx, id, 'land', { merged: { commit: merge!.commit, at: tx.at } });
      completeOf(tx, context, run, landedNote(run));
    }
  });
}
