import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../store/index.ts';

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
