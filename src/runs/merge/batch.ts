import { isPersons } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { mayLand } from '../../domain/runs/stack.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import { approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import {
  BACKLOG_AUTHOR,
  changesBetween,
  isOfMachine,
  type MergeResult,
  type MergeStep,
  mergeResults,
  personIn,
  type RunsPlace,
  tipOfTarget,
} from '../git/index.ts';
import { mendRun } from '../ground/mend-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { newOutgoing } from '../outgoing/due.ts';
import { runSettings } from '../run-settings.ts';
import { startQueue } from '../upkeep/queues.ts';
import type { QueueEntry } from './entry.ts';
import { messageAfterHook } from './hooks.ts';
import { landSteps, recalled } from './landing.ts';
import { mergeMessage } from './message.ts';
import type { Moves } from './moved-target.ts';
import { postpone, stands } from './postpone.ts';
import { conflictWith, returnFailing, returnRefused, returnToReview } from './return-to-review.ts';
import { type MergeCandidate, type Testing, type TestResult, testCommit, wantsMore } from './tested.ts';

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
  for (const entry of fresh) await mendRun({ ...place, id: entry.id }, entry);
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
  await readItems(context, green, testing.env);
  const landed = await landOrPropose(context, place, to, { green, steps, moves: testing.moves });
  return landed || failing !== undefined;
}

/** Reads the items of results once more. Only a queue with items loads the code of services. */
async function readItems(context: Context, green: readonly MergeCandidate[], env: NodeJS.ProcessEnv): Promise<void> {
  const entries = green.map(({ entry }) => entry);
  const tasks = new Set(entries.map(({ task }) => task));
  const isLinked = Array.from(context.store.state.all('linked')).some(([, { task }]) => tasks.has(task));
  if (isLinked) await (await import('./read-again.ts')).readAgain(context, entries, env);
}

interface Built {
  candidates: readonly MergeCandidate[];
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
  green: readonly MergeCandidate[];
  steps: readonly MergeStep[];
  moves: Moves;
}

/** Merges the runs that pass. If a setting requires pull requests, creates one for the first run instead. */
async function landOrPropose(
  context: Context,
  place: RunsPlace,
  to: { ref: string; target: string },
  { green, steps, moves }: Delivery,
): Promise<boolean> {
  const { propose } = runSettings(context.store.state, place.repository.name);
  const [first] = green;
  const commit = steps[0]!.commit;
  if (propose === '' || !first || commit === to.target)
    return landSteps(context, place, { ...to, moves }, green, steps);
  await queueProposal(context, first.entry, commit);
  return true;
}

/** Removes a run from the merge queue and queues its commit for the process that pushes and proposes. */
async function queueProposal(context: Context, entry: QueueEntry, commit: string): Promise<void> {
  await context.write('run_propose', (tx) => {
    if (!stands(tx, entry) || !mayLand(findRun(tx, entry.id), runsByTask(tx))) return;
    if (!recalled(context, tx, [entry]))
      putRun(tx, { ...findRun(tx, entry.id), waits: undefined, outgoing: newOutgoing(commit, tx.at) });
  });
  await startQueue(context, 'send', entry.repository);
}

/** Formats the failed checks of a test as one text, each with its reason. */
function redOf({ checks, refused }: TestResult): string {
  if (refused) return refused.message;
  return checks.flatMap(({ name, ok, why }) => (ok ? [] : [`${name} (${why})`])).join(', ');
}

/**
 * Sends entries back to review if their result has changed since the approval. An approval is valid for one commit.
 * @returns the entries that stay in the batch
 */
async function withoutStale(context: Context, batch: readonly QueueEntry[]): Promise<QueueEntry[]> {
  const stale = batch.filter(({ verdict, result }) => verdict.commit !== result?.commit);
  for (const entry of stale)
    await returnToReview(context, entry, { why: 'stale', text: 'its result changed after it was approved' });
  return batch.filter((entry) => !stale.includes(entry));
}

/**
 * Builds the merge commits of a batch. An entry that conflicts goes back to review.
 * @returns undefined if an entry conflicts
 */
async function build(
  context: Context,
  place: RunsPlace,
  target: string,
  candidates: readonly MergeCandidate[],
): Promise<{ steps: MergeStep[] } | undefined> {
  const { how, hooks } = approved(context.store, (state) => runSettings(state, place.repository.name));
  const person = await personIn(place.repository);
  const resultOf = async ({ entry, approved }: MergeCandidate): Promise<MergeResult> => {
    const { id, base, verdict, agent } = entry;
    // If no person approved the result, Backlog itself is the committer.
    const committer = isPersons(verdict.actor) ? person : undefined;
    const message = mergeMessage(context, entry, committer);
    return {
      id,
      base,
      commit: verdict.commit,
      message: hooks ? await messageAfterHook(context, place, entry, message) : message,
      author: { name: agent, email: `${agent}@backlog.invalid` },
      committer: committer ?? BACKLOG_AUTHOR,
      approved,
    };
  };
  const entryOf = (id: unknown) => candidates.find(({ entry }) => entry.id === id)?.entry;
  try {
    const results: MergeResult[] = [];
    // The entries are handled one after the other, because hooks of one repository don't expect to run at the same
    // time.
    for (const candidate of candidates) results.push(await resultOf(candidate));
    const merged = await mergeResults(place, { target, results, how });
    if (merged.ok) return merged;
    await returnToReview(context, entryOf(merged.id)!, conflictWith(context, merged.id, merged.conflicts));
  } catch (error) {
    const entry = error instanceof BacklogError ? entryOf(error.data?.id) : undefined;
    const { code, message } = error as BacklogError;
    if (!entry || isOfMachine(message)) throw error;
    if (code === 'git') await returnRefused(context, place, entry, error as BacklogError);
    else await returnToReview(context, entry, { why: 'union', text: message });
  }
  return undefined;
}

interface BisectResult<Result> {
  /** Number of entries, from the first one on, whose checks pass together. */
  green: number;
  /** The first entry that makes the checks fail, and the result of the checks. */
  failing?: { index: number; result: Result };
}

/**
 * Finds the entries of a batch that can be merged together. It tests the complete batch first, then once more after a
 * failure (a test may be unreliable), then half as many entries, and so on. For n entries, it needs at most 2 + log2 n
 * tests, rounded up.
 */
export async function bisect<Result>(
  count: number,
  test: (prefix: number) => Promise<{ green: boolean; result: Result }>,
): Promise<BisectResult<Result>> {
  let red = await test(count);
  if (red.green) return { green: count };
  red = await test(count);
  if (red.green) return { green: count };
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = Math.ceil((low + high) / 2);
    const tried = await test(middle);
    if (tried.green) low = middle;
    else [high, red] = [middle, tried];
  }
  return { green: low, failing: { index: high - 1, result: red.result } };
}
