/** Upper limits of the durations of appends, in seconds. */
export const APPEND_LIMITS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** What a process counted since it opened a store. */
export interface StoreFigures {
  /** Number of commits that this process made. */
  commits: number;
  /** Number of attempts to commit that failed because others committed first. */
  retries: number;
  /** Durations of appends: how many up to each of {@link APPEND_LIMITS}, and above; and their sum in seconds. */
  appends: { counts: readonly number[]; sum: number };
  /** Number of followers in this process. */
  followers: number;
  /** Number of open connections; 0 for a queue on a disk. */
  connections: number;
}

/** An attempt to commit: how long the medium needed, and whether the commit was made. */
export interface Attempted {
  ms: number;
  isMade: boolean;
}

export interface FigureCounter {
  tried(attempt: Attempted): void;
  /** Counts a follower. @returns a function that ends this */
  follower(): () => void;
  figures(connections: number): StoreFigures;
}

export function countFigures(): FigureCounter {
  const counts = Array.from({ length: APPEND_LIMITS.length + 1 }, () => 0);
  let [commits, retries, sum, followers] = [0, 0, 0, 0];
  return {
    tried({ ms, isMade }) {
      if (!isMade) {
        retries++;
        return;
      }
      commits++;
      sum += ms / 1_000;
      const place = APPEND_LIMITS.findIndex((limit) => ms <= limit * 1_000);
      counts[place === -1 ? APPEND_LIMITS.length : place]!++;
    },
    follower() {
      followers++;
      let isOver = false;
      return () => {
        if (!isOver) followers--;
        isOver = true;
      };
    },
    figures: (connections) => ({ commits, retries, appends: { counts: [...counts], sum }, followers, connections }),
  };
}
