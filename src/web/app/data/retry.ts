import { signal } from '@preact/signals';
import type { Refusal } from './api.ts';
import { onEvent } from './state.ts';

/** Milliseconds until a question is asked again that was not answered; the last counts for every further time. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000] as const;
/** Milliseconds after which a question that is on its way counts as not answered. */
const SLOW_MS = 4_000;

/** Questions of what is shown that are not answered: as long as there is one, the page may show something old. */
export const behind = signal(0);

/** Asks again what was not answered. */
export interface Retry {
  asked(): void;
  answered(): void;
  /** Asks again after a pause, unless the refusal is itself the answer. */
  failed(refusal: Refusal): void;
  /** Nobody wants the answer any more. */
  stop(): void;
}

interface Waiting {
  timer: ReturnType<typeof setTimeout> | undefined;
  failures: number;
  again(): void;
}

const unanswered = new Set<Waiting>();

/** `again` asks the same once more; it is called after longer and longer pauses, and as soon as somebody looks at the page. */
export function createRetry(again: () => void): Retry {
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
      mine.timer = setTimeout(() => mark(mine, true), SLOW_MS);
    },
    answered,
    failed(refusal) {
      if (!isWanted) return;
      if (!passes(refusal)) return answered();
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

/** May the same question be answered a moment later? What the server says of the question itself stays so until something changes. */
function passes({ status }: Refusal): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** Ends the pause before the next attempt when the page becomes visible or the network is back. */
function askNow(): void {
  if (document.hidden) return;
  for (const one of [...unanswered]) if (one.failures > 0) one.again();
}

for (const happens of ['focus', 'online']) addEventListener(happens, askNow);
document.addEventListener('visibilitychange', askNow);
onEvent((message) => {
  if (message.type === 'connection' && message.connection === 'live') askNow();
});
