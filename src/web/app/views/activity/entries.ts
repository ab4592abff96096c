import { dayText } from '../../parts/units/time.ts';
import type { PastChange, PastCommit } from '../task/answers.ts';

/** Kinds of records that the page doesn't show, because they are internal. */
const INNER: readonly string[] = ['counter', 'lease', 'claim', 'notice', 'tick'];

/** One commit, or all commits of a day that supervisors and agents made about one run, newest first. */
export interface Entry {
  run?: string | undefined;
  commits: PastCommit[];
}

/** Returns the changes of a commit that the page shows. */
export const shownChanges = ({ changes }: PastCommit): PastChange[] =>
  changes.filter(({ kind }) => !INNER.includes(kind));

const isWorthTelling = (commit: PastCommit) =>
  shownChanges(commit).length > 0 || commit.changes.some(({ kind }) => kind === 'claim');

/**
 * Divides commits into days of the reader's time zone. Commits of one day about one run are one entry, at the place of
 * the newest.
 * @param now in epoch milliseconds
 */
export function daysOf(commits: readonly PastCommit[], now: number): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const commit of commits.filter(isWorthTelling)) {
    const day = dayText(commit.at, now);
    if (days.at(-1)?.day !== day) days.push({ day, entries: [] });
    const { entries } = days.at(-1)!;
    const run = runOf(commit);
    const known = run === undefined ? undefined : entries.find((entry) => entry.run === run);
    if (known) known.commits.push(commit);
    else entries.push({ run, commits: [commit] });
  }
  return days;
}

/** Returns the run that a commit is about, unless a person made the commit. */
function runOf({ actor, changes }: PastCommit): string | undefined {
  if (actor.kind === 'human') return undefined;
  return actor.run ?? changes.find(({ kind }) => kind === 'run')?.id;
}
