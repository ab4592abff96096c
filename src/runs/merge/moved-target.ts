import { clip } from '../../base/clip.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { oneLine } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import { branchLog, type RunsPlace } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';
import { returnToReview } from './return-to-review.ts';

/** Times in a row that the target branch moved while entries were merged and tested, by {@link keyOf} of the entries. */
export type Moves = Map<string, { times: number; from: string }>;

/** After so many times in a row, an entry is tested separately, and returns to review if it happens then. */
const MOST_MOVES = 3;

const keyOf = ({ id, verdict }: QueueEntry) => `${id} ${verdict.at}`;

/** Checks whether an entry has to be tested separately, because checks of another entry may be what moves the branch. */
export function isTestedAlone(moves: Moves, entry: QueueEntry): boolean {
  return (moves.get(keyOf(entry))?.times ?? 0) >= MOST_MOVES;
}

/** Ends the row of moves of entries whose target branch did not move. */
export function forgetMoves(moves: Moves, entries: readonly QueueEntry[]): void {
  for (const entry of entries) moves.delete(keyOf(entry));
}

/**
 * Counts a move of the target branch. Returns an entry to review that was tested separately and whose branch moved too
 * often: a check or a hook may make the commits, and then each attempt would make another.
 */
export async function noticeMove(
  { context, place, moves }: { context: Context; place: RunsPlace; moves: Moves },
  entries: readonly QueueEntry[],
  { from, to }: { from: string; to: string },
): Promise<void> {
  for (const entry of entries) {
    const before = moves.get(keyOf(entry)) ?? { times: 0, from };
    moves.set(keyOf(entry), { ...before, times: before.times + 1 });
  }
  const [entry, ...others] = entries;
  if (!entry || others.length > 0 || !isTestedAlone(moves, entry)) return;
  const moved = moves.get(keyOf(entry))!;
  const commits = await branchLog(place.repository, `${moved.from}..${to}`, SHOWN);
  const named = commits.map(({ commit, author }) => `${shortCommit(commit)} by ${clip(oneLine(author), MOST_NAME)}`);
  const last = named.length > 0 ? `; its last commits are ${named.join(', ')}` : '';
  forgetMoves(moves, [entry]);
  await returnToReview(context, entry, {
    why: 'moved',
    text: `branch ${branchName(entry.target)} moved ${moved.times} times while the result was merged and tested${last}. If a check or a hook makes them, change it`,
  });
}

/** Maximum number of commits to name, and of characters of an author. */
const SHOWN = 3;
const MOST_NAME = 40;
