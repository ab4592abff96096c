import type { Commit } from './commit.ts';
import type { HistoryQuery } from './history.ts';
import type { LogWatch, WatchOptions } from './watch.ts';

/** Milliseconds between polls for commits of other processes. */
const EVERY_MS = 40;

interface Followed {
  history(query: HistoryQuery): AsyncIterable<Commit>;
  watch(options: WatchOptions): LogWatch;
}

/** Yields commits as they are made, from a number on, until the signal aborts. */
export async function* followCommits(
  { history, watch }: Followed,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Commit> {
  const watched = watch({ every: EVERY_MS });
  try {
    for (let next = Math.max(1, from); !signal.aborted; ) {
      const first = next;
      for await (const commit of history({ from: next, quiet: true })) {
        if (signal.aborted) return;
        next = commit.seq + 1;
        yield commit;
      }
      await watched.next(next > first, signal);
    }
  } finally {
    watched.close();
  }
}
