import type { Backend } from '../backend.ts';
import { LOG } from '../layout.ts';
import type { Timing } from '../timing.ts';

/** Milliseconds between polls of a log whose file system reports changes: polling finds those that it misses. */
const RARELY_MS = 1_000;
/** Polls in a row that may find commits which the file system has not reported, since reports come a moment late. */
const MOST_UNTOLD = 3;

export interface WatchOptions {
  /** Milliseconds between looks where the medium does not tell. */
  every: number;
  /** The same where it does. */
  rarely?: number;
}

/** Says when others may have committed: as soon as the medium tells, else after a while. */
export interface LogWatch {
  /** Resolves when a look is worth its while, or the signal ends it. `found`: the last look found commits. */
  next(found: boolean, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A disk that turns out not to tell, since others write to it from another machine, is looked at as one that cannot. */
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
    // What came before it was watched is looked at, too.
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

/** Resolves when it is called, the time is over, or the signal comes. */
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
