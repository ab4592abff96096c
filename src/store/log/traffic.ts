import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';

/** Commits of others within this time, in milliseconds, came with one answer. */
const SAME_ANSWER_MS = 10;
/**
 * Expected commits of others during an attempt, from which on a writer waits for its turn at once. Otherwise, it would
 * probably lose, and then wait anyway. A turn takes one round trip more than an attempt that succeeds.
 */
const CONTENDED = 0.3;
/** Expected missing commits from which on a writer reads them before its turn, because the others wait meanwhile. */
const MANY = 8;

/** How often other writers commit, as far as this process has seen. */
export interface Traffic {
  /** Records that the last commit of the state is this process's own. */
  own(): void;
  /** Records how long an attempt to commit took, in milliseconds, and whether it had to wait for its turn. */
  tried(ms: number, inTurn: boolean): void;
  /** Whether others will probably commit before this process can. */
  isContended(): boolean;
  /** Whether the state probably lacks many commits. */
  isFarBehind(): boolean;
}

export function createTraffic(state: Pick<LiveState, 'seq' | 'onCommit'>, timing: Timing): Traffic {
  let [own, attemptMs] = [0, 0];
  let looks: PastLook[] = [{ at: timing.monotonic(), seq: state.seq }];
  state.onCommit(({ seq }) => {
    const now = { at: timing.monotonic(), seq: seq - own };
    const last = looks.at(-1)!;
    if (looks.length > 1 && now.at - last.at < SAME_ANSWER_MS) last.seq = now.seq;
    else
      looks = [
        ...looks.slice(
          Math.max(
            0,
            looks.findLastIndex(({ at }) => at <= now.at - WINDOW_MS),
          ),
        ),
        now,
      ];
  });
  /** Returns the commits of others to expect from the last known one until `ms` from now. */
  const expected = (ms: number) => {
    return (rateOf(looks) * (timing.monotonic() - looks.at(-1)!.at + ms)) / 1_000;
  };
  return {
    own() {
      own++;
      looks.at(-1)!.seq--;
    },
    tried(ms, inTurn) {
      // The first one includes the connection. One in a turn takes longer than others do, but never less.
      attemptMs = inTurn ? Math.min(attemptMs, ms) : ms;
    },
    isContended: () => expected(attemptMs) > CONTENDED,
    isFarBehind: () => expected(0) > MANY,
  };
}

/**
 * Longest pause between two reads of a follower, in milliseconds. A follower is at most a second behind; the rest is for
 * the read.
 */
export const LONGEST_PAUSE_MS = 500;
/** Commits per second up to which a follower reads each one at once, and from which on its pause is the longest. */
const RATE = { quiet: 5, busy: 50 };
/** Time over which commits are counted, in milliseconds. */
const WINDOW_MS = 4_000;
/** Looks of several followers of a process within this time, in milliseconds, are one, and share a request. */
const SAME_LOOK_MS = 10;
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
function rateOf(looks: readonly PastLook[]): number {
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
  // A look that finds nothing counts as a commit: everybody who may log in to the server can notify all followers.
  let fruitless = 0;
  let seq = -1;
  return {
    wait() {
      const last = looks.at(-1);
      const passed = last ? timing.monotonic() - last.at : Number.POSITIVE_INFINITY;
      return passed < SAME_LOOK_MS ? 0 : Math.max(0, pauseAfterLooks(looks) - passed);
    },
    looked() {
      const at = timing.monotonic();
      if (at - (looks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < SAME_LOOK_MS) return;
      if (state.seq === seq) fruitless++;
      seq = state.seq;
      const old = looks.findLastIndex((look) => look.at <= at - WINDOW_MS);
      looks = [...looks.slice(Math.max(0, old)), { at, seq: seq + fruitless }];
    },
  };
}
