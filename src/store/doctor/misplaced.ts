import { BacklogError } from '../../domain/errors.ts';
import { type Commit, parseCommit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import type { Damage } from './chain.ts';
import type { Extent } from './commits.ts';

/** An intact commit in the file of a different number. */
interface Misplaced {
  commit: Commit;
  text: string;
}

/** Restores the lines of commits in each other's files, if the hashes of the commits around prove the order. */
export function putBack(damages: readonly Damage[], { floor }: Extent): void {
  const found = new Map<number, Misplaced>();
  for (const { seq, line } of damages) {
    const misplaced = seq > floor && line ? wholeIn(line) : undefined;
    if (misplaced && misplaced.commit.seq !== seq) found.set(misplaced.commit.seq, misplaced);
  }
  for (const run of inARow(damages)) {
    const commits = run.map(({ seq }) => found.get(seq));
    if (!commits.every((one) => one !== undefined) || !follow(commits, run)) continue;
    for (const [n, damage] of run.entries()) damage.healed = commits[n]!.text;
  }
}

function inARow(damages: readonly Damage[]): Damage[][] {
  const all: Damage[][] = [];
  for (const damage of damages) {
    const run = all.at(-1);
    if (run?.at(-1)?.seq === damage.seq - 1) run.push(damage);
    else all.push([damage]);
  }
  return all;
}

/**
 * Checks that these commits follow each other, that the first follows the commit before it, and that the next commit
 * follows the last.
 */
function follow(commits: readonly Misplaced[], run: readonly Damage[]): boolean {
  const sums = [run[0]!.before, ...commits.map(({ commit }) => commit.sum)];
  const after = run.at(-1)!.after;
  return commits.every(({ commit }, n) => commit.prev === sums[n]) && (after === null || after === sums.at(-1));
}

function wholeIn(line: LogLine): Misplaced | undefined {
  const text = line.bytes.toString();
  const seq = Number(/^\{"v":\d+,"seq":(\d+),/.exec(text)?.[1]);
  try {
    return { commit: parseCommit({ ...line, seq }), text };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return undefined;
  }
}
