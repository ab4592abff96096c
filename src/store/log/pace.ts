import type { Timing } from '../timing.ts';

/**
 * Longest pause between two reads of a follower, in milliseconds. A follower is at most a second behind; the rest is for
 * the read.
 */
export const LONGEST_PAUSE_MS = 500;
/** Commits per second up to which a follower reads each one at once, and from which on its pause is the longest. */
const RATE = { quiet: 5, busy: 50 };
/** Time over which commits are counted, in milliseconds. */
export const WINDOW_MS = 4_000;
/** Looks of several followers of a process within this time, in milliseconds, are one, and share a request. */
const SAME_MS = 10;
/** Shortest time over which they are counted: a burst after a start is no load. */
const SHORTEST_MS = 1_000;

/** A read of the log: when it began, and the number of the last commit known then. */
export interface PastLook {
  at: number;
  seq: number;
}

/**
 * Returns the pause of a follower after its last look, in milliseconds. On a server, every follower reads after a
 * notification, so with many commits they read some together.
 */
export function pauseAfterLooks(looks: readonly PastLook[]): number {
  return LONGEST_PAUSE_MS * Math.min(1, Math.max(0, (rateOf(looks) - RATE.quiet) / (RATE.busy - RATE.quiet)));
}

/** Returns the commits per second in the last seconds before the last look. */
export function rateOf(looks: readonly PastLook[]): number {
  const last = looks.at(-1);
  if (!last) return 0;
  const base = looks.findLast(({ at }) => at <= last.at - WINDOW_MS) ?? looks[0]!;
  return (1_000 * (last.seq - base.seq)) / Math.max(last.at - base.at, SHORTEST_MS);
}

/** The pace at which all followers of a store read. */
export interface Pace {
  /** Returns the time until the next look may begin, in milliseconds. */
  wait(): number;
  /** Records that a look begins. */
  looked(): void;
}

export function createPace({ state, timing }: { state: { readonly seq: number }; timing: Timing }): Pace {
  let looks: PastLook[] = [];
  return {
    wait() {
      const last = looks.at(-1);
      const passed = last ? timing.monotonic() - last.at : Number.POSITIVE_INFINITY;
      return passed < SAME_MS ? 0 : Math.max(0, pauseAfterLooks(looks) - passed);
    },
    looked() {
      const now = { at: timing.monotonic(), seq: state.seq };
      if (now.at - (looks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < SAME_MS) return;
      const old = looks.findLastIndex(({ at }) => at <= now.at - WINDOW_MS);
      looks = [...looks.slice(Math.max(0, old)), now];
    },
  };
}
