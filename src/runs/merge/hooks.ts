import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { hookedMessage, type RunsPlace, runHook } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';
import { unmerged } from './entry.ts';
import { tellUnderWay } from './return-or-postpone.ts';

/** How long a hook of the person's repository may hold the merge queue, in milliseconds. The documentation of `runs.hooks` names it. */
export const HOOK_MS = 60_000;

/** A hook that is over sooner is not told, which costs a commit. In milliseconds. */
const TOLD_AFTER_MS = 1_000;

/** The message of a result's commit as the `commit-msg` hook leaves it. @throws BacklogError `git` when the hook refuses it or does not end */
export function judgedMessage(context: Context, place: RunsPlace, entry: QueueEntry, message: string): Promise<string> {
  const { id } = entry;
  return told(context, 'commit-msg', [entry], () =>
    hookedMessage(place.repository, message, { limitMs: HOOK_MS, data: { id } }),
  );
}

/** Lets the `post-merge` hook follow a landing. As with git, nothing depends on how it ends. */
export async function followLanding(context: Context, { repository }: RunsPlace): Promise<void> {
  const others = unmerged(context.store.state, repository.name);
  const end = await told(context, 'post-merge', others, () =>
    runHook(repository, 'post-merge', ['1'], { limitMs: HOOK_MS }),
  );
  if (end.code !== 0) context.store.appendDiagnostic(`merge queue: the post-merge hook: ${end.text}`);
}

/** Runs a hook. Those that wait for its end say so when it takes a while. */
async function told<T>(context: Context, hook: string, waiting: readonly Run[], run: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const waits = { why: 'hook', text: `the ${hook} hook of your repository runs, for ${HOOK_MS / 1_000} s at most` };
  const telling = wait(TOLD_AFTER_MS, undefined, { signal: over.signal })
    .then(() => tellUnderWay(context, waiting, waits))
    // Over before, or the store is full: the hook matters, not the words.
    .catch(() => undefined);
  try {
    return await run();
  } finally {
    over.abort();
    await telling;
  }
}
