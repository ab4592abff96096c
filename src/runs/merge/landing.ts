import { present } from '../../base/present.ts';
import { isRefusal, refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Attestation } from '../../domain/runs/landed/attestation.ts';
import { findingsText } from '../../domain/runs/objections/finding.ts';
import { mayLand } from '../../domain/runs/stack.ts';
import { UNPROVED } from '../../domain/state-words.ts';
import type { Tx } from '../../store/index.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import { approved } from '../../work/config/approval.ts';
import { unseenOf } from '../../work/objections/facts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isRuleOutdated } from '../autonomy/rules-in.ts';
import { returnChanged, returnRuled } from '../autonomy/stop.ts';
import { findRun } from '../find-run.ts';
import {
  changesBetween,
  type Deferral,
  deferralText,
  type Landed,
  type LeftUndone,
  land,
  type MergeStep,
  moduleLines,
  pathsOf,
  type RunsPlace,
  unprovedText,
} from '../git/index.ts';
import { moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { completeTaskOf } from '../lifecycle/task-effects.ts';
import { newOutgoing } from '../outgoing/due.ts';
import { locateRun } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { attestRun } from '../upkeep/attest-run.ts';
import { startQueue } from '../upkeep/queues.ts';
import { besideDamage, doMeet, ownFiles } from './damage.ts';
import type { QueueEntry } from './entry.ts';
import { followLanding, HOOK_MS } from './hooks.ts';
import { landedNote } from './message.ts';
import { forgetMoves, type Moves, noticeMove } from './moved-target.ts';
import { type NothingNew, nothingNew } from './nothing-new.ts';
import { stands } from './postpone.ts';
import type { MergeCandidate } from './tested.ts';

/**
 * Lands a batch: stores the plan, moves the branch, stores the result. If a person has withdrawn an approval meanwhile,
 * changes nothing.
 * @returns true if anything changed
 * @throws BacklogError `git` with git's words if git refuses one of the results
 */
export async function landSteps(
  context: Context,
  place: RunsPlace,
  { ref, target, moves }: { ref: string; target: string; moves: Moves },
  candidates: readonly MergeCandidate[],
  steps: readonly MergeStep[],
): Promise<boolean> {
  const last = candidates.at(-1);
  if (!last) return false;
  const tip = steps[candidates.length - 1]!.commit;
  const entries = candidates.map(({ entry }) => entry);
  const begun = await context.write('run_merge', (tx) => {
    if (!entries.every((entry) => stands(tx, entry) && mayLand(findRun(tx, entry.id), runsByTask(tx)))) return false;
    if (recalled(context, tx, entries)) return false;
    for (const [i, { id }] of entries.entries())
      moveRun(tx, id, 'merge', { merge: { old: target, new: tip, commit: steps[i]!.commit, at: tx.at } });
    return true;
  });
  if (!begun) return true;
  const ids = entries.map(({ id }) => id);
  const { hooks } = approved(context.store, (state) => runSettings(state, place.repository.name));
  const landed: Landed =
    tip === target
      ? { landed: true }
      : await land(place, {
          ref,
          old: target,
          new: tip,
          id: last.entry.id,
          message: `backlog: ${ids.join(', ')} merged`,
          ...(hooks ? { hooksMs: HOOK_MS } : {}),
        });
  if (landed.landed) {
    await recordLanded(context, ids, landed);
    if (hooks) await followLanding(context, place);
    return true;
  }
  const { why } = landed;
  // Git doesn't say which result it refuses. The caller tries each one alone.
  const isRefused = why.kind === 'refused';
  const held = isRefused ? [] : heldUp(candidates, why);
  await context.write('run_defer', (tx) => {
    for (const [i, { entry }] of candidates.entries()) {
      // After a refusal, the caller decides about the reasons.
      moveRun(tx, entry.id, 'defer', (run) => ({
        merge: undefined,
        ...(isRefused ? {} : nextWaits(run, held[i], ref)),
      }));
    }
  });
  if (isRefused) refuse('git', deferralText(why, ref), { data: { said: why.said } });
  if (why.kind === 'moved' && why.at !== undefined)
    await noticeMove({ context, place, moves }, entries, { from: target, to: why.at });
  else forgetMoves(moves, entries);
  return why.kind === 'moved' || why.kind === 'switched';
}

/**
 * Returns results to review whose approval no longer counts: by a rule, or because something changed that it doesn't name.
 * @returns true if there are any
 */
export function recalled({ store }: Context, tx: Tx, entries: readonly QueueEntry[]): boolean {
  const changed = entries.flatMap(({ id }) => {
    const unseen = unseenOf(tx, findRun(tx, id));
    return unseen.length > 0 ? [{ id, text: findingsText(unseen) }] : [];
  });
  for (const { id, text } of changed) returnChanged(tx, id, text);
  if (changed.length > 0) return true;
  const old = entries.filter(({ id }) => isRuleOutdated(store, findRun(tx, id), tx));
  for (const { id, verdict } of old)
    returnRuled(tx, id, `what the rule ${verdict.rule!.name} decided about has changed since`);
  return old.length > 0;
}

/**
 * Returns the reason why each entry can't be merged. If the reason names files, each entry gets only its own files; an
 * entry without such files gets undefined.
 */
function heldUp(candidates: readonly MergeCandidate[], why: Deferral): (Deferral | undefined)[] {
  if (!('paths' in why)) return candidates.map(() => why);
  const { also } = why;
  const changed = candidates.map(({ approved }) => pathsOf(approved));
  const all = ownFiles(changed, [...why.paths, ...(also?.paths ?? [])]);
  return all.map((own) => {
    const found = [why, ...(also ? [also] : [])].map((one) => ({
      ...one,
      paths: one.paths.filter((path) => own.includes(path)),
    }));
    return found.find(({ paths }) => paths.length > 0);
  });
}

/**
 * Returns the next reason of an entry. The check of the checkout found all edited files, so an interrupted merge is
 * settled if none of its files is among them.
 */
function nextWaits(run: Run, why: Deferral | undefined, ref: string): Partial<Run> {
  if (!why) return { waits: undefined, damaged: undefined };
  const waits = { why: why.kind, text: deferralText(why, ref) };
  const isSettled = 'paths' in why && !doMeet(why.paths, run.damaged ?? []);
  return isSettled ? { waits, damaged: undefined } : { waits: besideDamage(run, waits) };
}

/**
 * Records that commits are in the target branch: sets their runs to merged and completes their tasks. Queues a push if
 * a setting names a remote. A run of whose files a checkout has other ones stays in the merge, with the reason, until
 * the checkout has them or a person says that it is merged.
 */
export async function recordLanded(
  context: Context,
  ids: readonly string[],
  { behind = [], unproved = [] }: LeftUndone = {},
): Promise<void> {
  const { state } = context.store;
  const { repository } = findRun(state, ids[0]!);
  const { push, propose } = runSettings(state, repository);
  const leaves = push !== '' && propose === '';
  const ownOf = async (files: readonly string[]) => {
    const runs = files.length === 0 ? [] : ids.map((id) => findRun(state, id));
    return ownFiles(await Promise.all(runs.map((run) => changedIn(context, run, files))), files);
  };
  const own = await ownOf(behind.map(({ path }) => path));
  const differing = await ownOf(unproved.flatMap(({ paths }) => paths));
  const attested: Attestation[] = [];
  const nothing: (NothingNew | undefined)[] = [];
  for (const run of ids.map((id) => findRun(state, id))) {
    attested.push(await attestRun(context, run, run.merge!.commit, run.merge!.commit));
    nothing.push(await nothingNew(context, run, ids));
  }
  await context.write('run_land', (tx) => {
    for (const [i, id] of ids.entries()) {
      if (differing[i]?.length) {
        const waits = { why: UNPROVED, text: unproved.map(unprovedText).join('. '), files: differing[i] };
        const run = findRun(tx, id);
        if (run.waits?.text !== waits.text) putRun(tx, { ...run, waits });
        continue;
      }
      const { commit } = findRun(tx, id).merge!;
      const outgoing = leaves ? { outgoing: newOutgoing(commit, tx.at) } : {};
      const left = moduleLines(behind.filter(({ path }) => own[i]?.includes(path)));
      // What is told of the commit later, such as a revert, concerns the merge that brought the changes.
      const by = nothing[i]?.by === undefined ? undefined : findRun(tx, nothing[i].by);
      const merged = {
        commit: (by?.merged ?? by?.merge)?.commit ?? commit,
        at: tx.at,
        attested: attested[i]!,
        ...present({ nothing: nothing[i], behind: left || undefined }),
      };
      const run = moveRun(tx, id, 'land', { merged, ...outgoing });
      completeTaskOf(tx, context, run, landedNote(run));
    }
  });
  if (leaves && ids.some((_, i) => !differing[i]?.length)) await startQueue(context, 'send', repository);
}

/** Lists the paths that a run's result changes; those in `all` if git can't read the result. */
export async function changedIn(context: Context, run: Run, all: readonly string[]): Promise<readonly string[]> {
  try {
    return pathsOf(await changesBetween(locateRun(context, run), run.base, run.verdict!.commit));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return all;
  }
}
