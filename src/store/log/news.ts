import { commitPath, HISTORY, segmentPath } from '../layout.ts';
import type { LiveState } from '../state/state.ts';
import type { CatchUpParts } from './catch-up.ts';
import type { Commit } from './commit.ts';
import { linkOf } from './commit.ts';
import { type Past, readHistory } from './history.ts';
import { unpackedLine } from './log-reader.ts';
import { takeOver } from './put-commit.ts';

/**
 * Number of changes in the commits that a process keeps: some 1,500 commits of agents, or 20 seconds of a thousand of
 * them. A follower that is behind by more reads the commits again, which makes a busy process slower still.
 */
const KEPT_CHANGES = 4_096;

/**
 * Applies the commits that the state lacks, with one request for up to 256 of them. The answer shows one moment: the last
 * commit of the state unchanged, those that follow it, and no new segment. So no commit can have been packed and its
 * number used again.
 * @returns false if the medium can't do that, or if the answer shows anything else. Then {@link catchUp} must look.
 */
export async function catchUpAtOnce({ backend, state, log, wanted }: CatchUpParts): Promise<boolean> {
  if (!backend.since || state.seq === 0) return false;
  const segment = log.floor < 0 ? `${HISTORY}/` : segmentPath(Math.floor(log.floor / log.size), log.size);
  for (;;) {
    const tag = state.tags.get(state.seq) ?? '';
    const answer = await backend.since({ path: commitPath(state.seq), tag, segment });
    const [last, ...next] = answer.commits;
    if (answer.segments || last?.path !== commitPath(state.seq)) return false;
    if (last.tag !== tag) {
      if (!last.bytes || linkOf(unpackedLine(backend, state.seq, last.bytes)).sum !== state.head) return false;
      state.tags.set(state.seq, last.tag);
    }
    if (!takeOver({ backend, state, wanted }, next)) return false;
    if (!answer.more) return true;
  }
}

/** The newest commits that this process has applied, its own ones, too. */
export interface RecentCommits {
  /** Number of the first one; infinite if there are none. */
  readonly first: number;
  /** Returns the commits from a number on. */
  from(seq: number): Commit[];
}

/** What a process has that keeps none. */
export const NO_COMMITS: RecentCommits = { first: Number.POSITIVE_INFINITY, from: () => [] };

/** Keeps the newest commits from now on, so that nobody reads again what the state has just applied. */
export function recentCommits(state: LiveState): RecentCommits {
  let kept: Commit[] = [];
  let changes = 0;
  state.onCommit((commit) => {
    // A lazy state skips commits.
    if (kept.at(-1)?.seq !== commit.seq - 1) [kept, changes] = [[], 0];
    kept.push(commit);
    changes += commit.changes.length;
    if (changes < 2 * KEPT_CHANGES) return;
    let dropped = 0;
    while (changes > KEPT_CHANGES && dropped < kept.length - 1) changes -= kept[dropped++]!.changes.length;
    kept = kept.slice(dropped);
  });
  // A state that was loaded again from another checkpoint has passed over commits.
  const present = () => (kept.at(-1)?.seq === state.seq ? kept : []);
  return {
    get first() {
      return present()[0]?.seq ?? Number.POSITIVE_INFINITY;
    },
    from(seq) {
      const [first] = present();
      return first && first.seq <= seq ? kept.slice(seq - first.seq) : [];
    },
  };
}

/** Yields the commits of the state from a number on. Reads only those that are not among the recent ones. */
export async function* readNews(past: Past, recent: RecentCommits, from: number): AsyncGenerator<Commit> {
  for (let next = Math.max(1, from); next <= past.last; ) {
    const start = next;
    const known = recent.from(next);
    const earlier = { from: next, to: Math.min(past.last, recent.first - 1), quiet: true };
    for await (const commit of known.length > 0 ? known : readHistory(past, earlier)) {
      yield commit;
      next = commit.seq + 1;
    }
    if (next === start) return;
  }
}
