import type { Backend } from '../backend.ts';
import { LOG } from '../layout.ts';
import type { Timing } from '../timing.ts';

/** Milliseconds between polls if the file system reports changes. Polls find commits that it fails to report. */
const RARELY_MS = 1_000;
/** Polls in a row that may find unreported commits, since reports arrive slightly late. */
const MOST_UNTOLD = 3;

export interface WatchOptions {
  /** Milliseconds between polls if the medium doesn't report changes. */
  every: number;
  /** Milliseconds between polls if it does. */
  rarely?: number;
}

/** Reports when others may have committed: by the medium's report, or after a while. */
export interface LogWatch {
  /** Resolves when a poll is useful, or when the signal aborts. `found`: the last poll found commits. */
  next(found: boolean, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Watches the log. If a disk turns out not to report changes, as with writers on another machine, it falls back to
 * polling.
 */
export function watchLog(
  { backend, timing }: { backend: Backend; timing: Timing },
  { every, rarely = RARELY_MS }: WatchOptions,
): LogWatch {
  let told = false;
  let byClock = false;
  let untold = 0;
  let wake = () => {};
  const tell = () => {
    told = true;
    wake();
  };
  const begin = () => {
    // The first poll also finds commits made before the watch.
    tell();
    return backend.watch?.(LOG, tell);
  };
  let end = begin();
  const close = () => {
    end?.();
    end = undefined;
  };
  return {
    async next(found, signal) {
      if (found && end) untold = byClock ? untold + 1 : 0;
      if (untold >= MOST_UNTOLD) close();
      else if (found) end ??= begin();
      if (!end) return timing.sleep(every);
      if (!told) await woken(rarely, signal, (call) => (wake = call));
      byClock = !told;
      told = false;
    },
    close,
  };
}

/** Resolves when the function passed to `give` is called, after the time, or when the signal aborts. */
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
