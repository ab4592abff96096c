import type { Commit } from './commit.ts';
import type { HistoryQuery } from './history.ts';
import type { Timing } from './types.ts';

/** How often somebody who follows looks for commits of other processes, in milliseconds. */
const EVERY_MS = 40;

/** Commits as they are made, from a number on, until the signal says that nobody follows any more. */
export async function* followCommits(
  { history, timing }: { history: (query: HistoryQuery) => AsyncIterable<Commit>; timing: Timing },
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Commit> {
  for (let next = Math.max(1, from); !signal.aborted; ) {
    for await (const commit of history({ from: next, quiet: true })) {
      if (signal.aborted) return;
      next = commit.seq + 1;
      yield commit;
    }
    await timing.sleep(EVERY_MS);
  }
}
