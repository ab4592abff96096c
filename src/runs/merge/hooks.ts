import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { hookedMessage, type RunsPlace, runHook } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';
import { unmerged } from './entry.ts';
import { showProgress } from './postpone.ts';

/** Time limit of a hook of the person's repository, in milliseconds. The documentation of `runs.hooks` mentions it. */
export const HOOK_MS = 60_000;

/**
 * Milliseconds after which the waiting runs show that a hook is active. Showing this takes a commit in the store, so it
 * isn't done for fast hooks.
 */
const PROGRESS_AFTER_MS = 1_000;

/**
 * Runs the `commit-msg` hook on the message of a result.
 * @returns the message, which the hook may have changed
 * @throws BacklogError `git` if the hook refuses or takes too long
 */
export function messageAfterHook(
  context: Context,
  place: RunsPlace,
  entry: QueueEntry,
  message: string,
): Promise<string> {
  const { id } = entry;
  const hint = `Approve it with a message that the hook accepts: \`backlog approve ${id} --message "…"\`. Or let merges skip your hooks: \`backlog setting set runs.hooks false\`.`;
  return withProgress(context, 'commit-msg', [entry], () =>
    hookedMessage(place.repository, message, { limitMs: HOOK_MS, data: { id }, hint }),
  );
}

/** Runs the `post-merge` hook after a merge. As in git, a failure of the hook has no effect. */
export async function followLanding(context: Context, { repository }: RunsPlace): Promise<void> {
  const others = unmerged(context.store, repository.name);
  const end = await withProgress(context, 'post-merge', others, () =>
    runHook(repository, 'post-merge', ['1'], { limitMs: HOOK_MS }),
  );
  if (end.code !== 0) context.store.appendDiagnostic(`merge queue: the post-merge hook: ${end.text}`);
}

/** Runs a hook. If it takes long, the waiting runs show that it is active. */
async function withProgress<T>(
  context: Context,
  hook: string,
  waiting: readonly Run[],
  run: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const waits = {
    why: 'hook',
    text: `the ${hook} hook of your repository is running, for at most ${HOOK_MS / 1_000} s`,
  };
  const telling = wait(PROGRESS_AFTER_MS, undefined, { signal: over.signal })
    .then(() => showProgress(context, waiting, waits))
    // The write fails if the hook has ended or the store isn't writable. Only the hook's result counts.
    .catch(() => undefined);
  try {
    return await run();
  } finally {
    over.abort();
    await telling;
  }
}
