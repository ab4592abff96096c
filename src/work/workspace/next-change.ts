import { setTimeout as wait } from 'node:timers/promises';
import type { BacklogError } from '../../domain/errors.ts';
import { isPassing, type Store } from '../../store/index.ts';
import type { Opened } from './open.ts';

/** Time in milliseconds within which several changes count as one. */
const TOGETHER_MS = 100;

/**
 * Waits until the store changes, at most `ms` milliseconds, or until the signal aborts. Changes by this process count,
 * too.
 * @throws the errors of {@link Store.follow}
 */
export async function nextChange(store: Store, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  // This timer holds its signal. That of `AbortSignal.timeout` in `AbortSignal.any` can be collected, and never aborts then.
  const timer = setTimeout(end, ms).unref();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    for await (const _ of store.follow({ from: store.state.seq + 1, signal: over.signal })) break;
    if (!signal.aborted) await wait(TOGETHER_MS);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

interface Looking {
  workspace: Pick<Opened, 'store'>;
  /** Maximum time between two looks, in milliseconds. */
  ms: () => number;
  signal: AbortSignal;
  /** Called with the first error of each time in which the server of the queue doesn't answer. */
  lost?: (error: BacklogError) => void;
}

/**
 * Calls `look` now and after each change, until the signal aborts or `look` says that nothing can change any more. Goes
 * on after a time in which the server of the queue doesn't answer.
 * @returns whether `look` ended it
 * @throws other errors of `look`, and the errors of {@link Store.follow}
 */
export async function lookAtChanges(
  look: () => Promise<boolean>,
  { workspace, ms, signal, lost }: Looking,
): Promise<boolean> {
  for (let isOut = false; !signal.aborted; ) {
    try {
      if (await look()) return true;
      isOut = false;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (!isOut) lost?.(error);
      isOut = true;
    }
    await nextChange(workspace.store, ms(), signal);
  }
  return false;
}
