import { branchName } from '../../domain/runs/branch-name.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { changesBetween, type MergeStep, type RunsPlace, tipOfTarget } from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { newOutgoing } from '../outgoing/due.ts';
import { runSettings } from '../run-settings.ts';
import { startQueue } from '../upkeep/queues.ts';
import { bisect } from './bisect.ts';
import { build, withoutStale } from './build.ts';
import type { QueueEntry } from './entry.ts';
import { landSteps } from './landing.ts';
import { postpone, returnFailing, returnRefused, stands } from './return-or-postpone.ts';
import { type Candidate, type Testing, type TestResult, testCommit, wantsMore } from './tested.ts';

/**
 * Merges a batch of approved runs into their target branch: builds the merge commits, runs the checks on exactly these
 * commits, and moves the branch if they pass.
 * @returns false if nothing changed; the record of each entry then has the reason, and the queue tries again when it no
 * longer applies
 */
export async function mergeBatch(
  context: Context,
  place: RunsPlace,
  batch: readonly QueueEntry[],
  testing: Testing,
): Promise<boolean> {
  const fresh = await withoutStale(context, batch);
  if (fresh.length < batch.length) return true;
  const { target: ref } = batch[0]!;
  const target = await tipOfTarget(place.repository, ref);
  const candidates = await Promise.all(
    fresh.map(async (entry) => ({
      entry,
      approved: await changesBetween({ ...place, id: entry.id }, entry.base, entry.verdict.commit),
    })),
  );
  const built = await build(context, place, target, candidates);
  if (!built) return true;
  const steps = built.steps;
  const tested = await bisect(candidates.length, async (prefix) => {
    const tried = { ...steps[prefix - 1]!, from: target, steps: steps.slice(0, prefix) };
    const result = await testCommit(context, place, tried, candidates.slice(0, prefix), testing);
    return { green: result.green, result };
  });
  const { failing } = tested;
  const to = { ref, target };
  if (failing && !(await decideFailing(context, place, to, { candidates, steps, testing }, failing))) return false;
  const green = candidates.slice(0, tested.green);
  const landed = await landOrPropose(context, place, to, { green, steps });
  return landed || failing !== undefined;
}

interface Built {
  candidates: readonly Candidate[];
  steps: readonly MergeStep[];
  testing: Testing;
}

/**
 * Decides about the run that makes the checks of a batch fail. The run is returned to review, unless the commit before
 * it fails the same checks.
 * @returns false if that commit is the target branch's tip: then all runs of the batch wait
 */
async function decideFailing(
  context: Context,
  place: RunsPlace,
  { ref, target }: { ref: string; target: string },
  { candidates, steps, testing }: Built,
  { index, result }: { index: number; result: TestResult },
): Promise<boolean> {
  const failing = candidates[index]!;
  const without = { commit: index === 0 ? target : steps[index - 1]!.commit };
  const suspicious = index === 0 || wantsMore(context, failing, candidates.slice(0, index));
  const before = suspicious ? await testCommit(context, place, without, [failing], testing) : undefined;
  if (!before || before.green) {
    if (result.refused) await returnRefused(context, place, failing.entry, result.refused);
    else await returnFailing(context, failing.entry, result);
    return true;
  }
  // The runs before the failing one are merged now. The failing run is tested again in a later batch.
  if (index > 0) return true;
  const text = `checks failed on ${branchName(ref)} itself, without the result: ${redOf(before)}`;
  const entries = candidates.map(({ entry }) => entry);
  return postpone(context, entries, { why: 'target_red', text });
}

interface Delivery {
  green: readonly Candidate[];
  steps: readonly MergeStep[];
}

/** Merges the runs that pass. If a setting requires pull requests, creates one for the first run instead. */
async function landOrPropose(
  context: Context,
  place: RunsPlace,
  to: { ref: string; target: string },
  { green, steps }: Delivery,
): Promise<boolean> {
  const { propose } = runSettings(context.store.state, place.repository.name);
  const [first] = green;
  const commit = steps[0]!.commit;
  if (propose === '' || !first || commit === to.target) return landSteps(context, place, to, green, steps);
  await queueProposal(context, first.entry, commit);
  return true;
}

/** Removes a run from the merge queue and queues its commit for the process that pushes and proposes. */
async function queueProposal(context: Context, entry: QueueEntry, commit: string): Promise<void> {
  await context.write('run_propose', (tx) => {
    if (stands(tx, entry))
      putRun(tx, { ...findRun(tx, entry.id), waits: undefined, outgoing: newOutgoing(commit, tx.at) });
  });
  await startQueue(context, 'send', entry.repository);
}

/** Formats the failed checks of a test as one text, each with its reason. */
function redOf({ checks, refused }: TestResult): string {
  if (refused) return refused.message;
  return checks.flatMap(({ name, ok, why }) => (ok ? [] : [`${name} (${why})`])).join(', ');
}
