import { signal } from '@preact/signals';
import type { Refusal } from './api.ts';
import { onEvent } from './state.ts';

/** Milliseconds before each retry of a failed request. The last value repeats. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000] as const;
/** Milliseconds after which a request without an answer counts as failed. */
const SLOW_MS = 4_000;

/** Number of requests of this page that failed or take long. Above 0, the page may show old data. */
export const behind = signal(0);

/** Repeats a failed request. */
export interface Retry {
  asked(): void;
  answered(): void;
  /** Schedules a retry, unless it would only get the same refusal again. */
  failed(refusal: Refusal): void;
  /** Cancels the retry. Called when no component shows the answer any more. */
  stop(): void;
}

interface Waiting {
  timer: ReturnType<typeof setTimeout> | undefined;
  failures: number;
  again(): void;
}

const unanswered = new Set<Waiting>();

interface RetryOptions {
  /** Whether the answer may take long: only a failed connection then means that the page may show old data. */
  isLong?: boolean;
}

/** Creates the retry of a request. It calls `again` after growing pauses, and when the page gets the focus. */
export function createRetry(again: () => void, { isLong = false }: RetryOptions = {}): Retry {
  const mine: Waiting = { timer: undefined, failures: 0, again };
  let isWanted = false;
  const answered = () => {
    clearTimeout(mine.timer);
    mine.timer = undefined;
    mine.failures = 0;
    mark(mine, false);
  };
  return {
    asked() {
      isWanted = true;
      clearTimeout(mine.timer);
      if (!isLong) mine.timer = setTimeout(() => mark(mine, true), SLOW_MS);
    },
    answered,
    failed(refusal) {
      if (!isWanted) return;
      if (isLong ? !isLost(refusal) : !canPass(refusal)) return answered();
      clearTimeout(mine.timer);
      const pause = PAUSES_MS[Math.min(mine.failures, PAUSES_MS.length - 1)];
      mine.failures++;
      mine.timer = setTimeout(again, pause);
      mark(mine, true);
    },
    stop() {
      isWanted = false;
      answered();
    },
  };
}

function mark(one: Waiting, isBehind: boolean): void {
  if (isBehind) unanswered.add(one);
  else unanswered.delete(one);
  behind.value = unanswered.size;
}

/**
 * Checks whether the same request can succeed later: after a failed connection, too many requests, or a server error.
 * After other refusals, a retry fails until a record changes.
 */
export function canPass({ status }: Refusal): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** Checks whether the connection failed, so that the server didn't answer at all. A late answer is no such failure. */
export function isLost({ status, cause }: Refusal): boolean {
  return status === 0 && cause !== undefined;
}

/** Retries at once when the page becomes visible or the network works again. */
function askNow(): void {
  if (document.hidden) return;
  for (const one of [...unanswered]) if (one.failures > 0) one.again();
}

for (const happens of ['focus', 'online']) addEventListener(happens, askNow);
document.addEventListener('visibilitychange', askNow);
onEvent((message) => {
  if (message.type === 'connection' && message.connection === 'live') askNow();
});
