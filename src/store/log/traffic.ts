import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import { type PastLook, rateOf, WINDOW_MS } from './pace.ts';

/** Commits of others within this time, in milliseconds, came with one answer. */
const SAME_MS = 10;
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
    if (looks.length > 1 && now.at - last.at < SAME_MS) last.seq = now.seq;
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
