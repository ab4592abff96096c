import type { Backend } from '../backend.ts';
import { isPassing } from '../failure.ts';
import { LOG } from '../layout.ts';
import type { Timing } from '../timing.ts';
import type { Commit } from './commit.ts';
import type { Pace } from './traffic.ts';

/** Milliseconds between polls if the file system reports changes. Polls find those that it doesn't report. */
const RARELY_MS = 1_000;
/** Number of consecutive polls that may find commits before the reports of the file system arrive. */
const MOST_UNREPORTED = 3;

export interface WatchOptions {
  /** Milliseconds between polls if the medium doesn't report changes. */
  every: number;
  /** Milliseconds between polls if the medium reports changes. */
  rarely?: number;
}

/** Waits until other processes may have committed: until the file system reports a change, or for some time. */
export interface LogWatch {
  /**
   * Resolves when a poll is useful, or when the signal aborts. If the medium doesn't report changes, an abort takes
   * effect after `every` milliseconds, or after the medium's own minimum. `found` is true if the last poll found commits.
   */
  next(found: boolean, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Watches the log. It also polls, because a disk may not report changes, for example those of another machine.
 * @param pace how often to look if every look is a request, which all followers of a server send at the same time
 */
export function watchLog(
  { backend, timing, pace }: { backend: Backend; timing: Timing; pace?: Pace | undefined },
  { every, rarely = RARELY_MS }: WatchOptions,
): LogWatch {
  let reported = false;
  let polled = false;
  let unreported = 0;
  let wake = () => {};
  const report = () => {
    reported = true;
    wake();
  };
  const start = () => {
    // The first poll also finds commits made before the watch started.
    report();
    return backend.watch?.(LOG, report);
  };
  let stop = start();
  const close = () => {
    stop?.();
    stop = undefined;
  };
  return {
    async next(found, signal) {
      if (found && stop) unreported = polled ? unreported + 1 : 0;
      // A server is asked as rarely as before, because polls would be requests.
      if (unreported >= MOST_UNREPORTED && !pace) close();
      else if (found) stop ??= start();
      if (!stop) return timing.sleep(Math.max(every, backend.pollMs ?? 0));
      if (!reported) await woken(rarely, signal, (call) => (wake = call));
      polled = !reported;
      const pause = polled ? 0 : (pace?.wait() ?? 0);
      if (pause > 0) await woken(pause, signal, () => (wake = () => {}));
      reported = false;
      pace?.looked();
    },
    close,
  };
}

/** Resolves after `ms` milliseconds, when the signal aborts, or when the function given to `give` is called. */
function woken(ms: number, signal: AbortSignal, give: (call: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
    give(over);
  });
}

/** Milliseconds between polls for commits of other processes. */
const EVERY_MS = 40;

interface Followed {
  news(from: number): AsyncIterable<Commit>;
  watch(options: WatchOptions): LogWatch;
}

/** Yields new commits from a number on, until the signal aborts. Goes on after a time in which a server does not answer. */
export async function* followCommits(
  { news, watch }: Followed,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Commit> {
  const watched = watch({ every: EVERY_MS });
  try {
    for (let next = Math.max(1, from); !signal.aborted; ) {
      const first = next;
      try {
        for await (const commit of news(next)) {
          if (signal.aborted) return;
          next = commit.seq + 1;
          yield commit;
        }
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      await watched.next(next > first, signal);
    }
  } finally {
    watched.close();
  }
}
