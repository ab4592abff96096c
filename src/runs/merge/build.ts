import { isPersons } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import {
  BACKLOG_AUTHOR,
  type MergeResult,
  type MergeStep,
  mergeResults,
  personIn,
  type RunsPlace,
} from '../git/index.ts';
import { runSettings } from '../run-settings.ts';
import type { QueueEntry } from './entry.ts';
import { messageAfterHook } from './hooks.ts';
import { mergeMessage } from './message.ts';
import { conflictWith, returnRefused, returnToReview } from './return-or-postpone.ts';
import type { Candidate } from './tested.ts';

/**
 * Sends entries back to review if their result has changed since the approval. An approval is valid for one commit.
 * @returns the entries that stay in the batch
 */
export async function withoutStale(context: Context, batch: readonly QueueEntry[]): Promise<QueueEntry[]> {
  const stale = batch.filter(({ verdict, result }) => verdict.commit !== result?.commit);
  for (const entry of stale)
    await returnToReview(context, entry, { why: 'stale', text: 'its result changed after it was approved' });
  return batch.filter((entry) => !stale.includes(entry));
}

/**
 * Builds the merge commits of a batch. An entry that conflicts goes back to review.
 * @returns undefined if an entry conflicts
 */
export async function build(
  context: Context,
  place: RunsPlace,
  target: string,
  candidates: readonly Candidate[],
): Promise<{ steps: MergeStep[] } | undefined> {
  const { how, hooks } = approved(context.store, (state) => runSettings(state, place.repository.name));
  const person = await personIn(place.repository);
  const resultOf = async ({ entry, approved }: Candidate): Promise<MergeResult> => {
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
    if (!entry) throw error;
    const { code, message } = error as BacklogError;
    if (code === 'git') await returnRefused(context, place, entry, error as BacklogError);
    else await returnToReview(context, entry, { why: 'union', text: message });
  }
  return undefined;
}
