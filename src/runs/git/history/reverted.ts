import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { personGit } from '../call/person-settings.ts';
import type { GitRepository } from '../store/paths.ts';

/** A commit with its message. The message of a revert names the reverted commit. */
export interface HistoryEntry {
  commit: string;
  message: string;
}

/** Maximum number of reverts to read, newest first. */
const MAX_REVERTS = 5000;

/**
 * Finds, for each commit of a branch, the commit that reverts it. A revert doesn't count if it was reverted itself. The
 * function uses the messages of `git revert`, and reads only commits after `since`.
 */
export async function revertsOf(
  repository: GitRepository,
  ref: string,
  commits: readonly string[],
  since?: string,
): Promise<Map<string, string>> {
  if (commits.length === 0) return new Map();
  const undone = undoneBy(await revertsIn(repository, since === undefined ? ref : `${since}..${ref}`));
  return new Map(
    commits.flatMap((commit) => {
      const by = undone(commit);
      return by === undefined ? [] : [[commit, by] as const];
    }),
  );
}

const REVERTS = /\bThis reverts commit ([0-9a-f]{7,64})/g;

/**
 * Returns a function that finds the revert of a commit. A revert doesn't count if it was reverted itself. `history` is
 * newest first.
 */
export function undoneBy(history: readonly HistoryEntry[]): (commit: string) => string | undefined {
  const standing: { commit: string; of: string[] }[] = [];
  const undone = (commit: string) => standing.find(({ of }) => of.some((one) => commit.startsWith(one)))?.commit;
  for (const { commit, message } of history) {
    if (undone(commit) === undefined)
      standing.push({ commit, of: [...message.matchAll(REVERTS)].map(([, id]) => id!) });
  }
  return undone;
}

async function revertsIn(repository: GitRepository, range: string): Promise<HistoryEntry[]> {
  const git = await personGit(repository);
  return entriesIn(await git.raw('log', ...ENTRIES, '--grep=This reverts commit', range, '--'));
}

/** Options of git's log. `--no-show-signature` overrides a setting of the person. */
const ENTRIES = ['--no-show-signature', `--max-count=${MAX_REVERTS}`, '--format=%H%x00%B%x00'] as const;

/** Parses the output of `log` with {@link ENTRIES}. */
function entriesIn(out: string): HistoryEntry[] {
  const fields = out.split('\0');
  const history: HistoryEntry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    history.push({ commit: fields[at]!.trim(), message: fields[at + 1]! });
  return history;
}

/**
 * Finds commits by texts of their messages. Each entry of `wanted` is one search: the message must contain all its texts.
 * @returns the newest commit of each search, or undefined; in the order of `wanted`
 */
export async function commitsSaying(
  repository: GitRepository,
  ref: string,
  wanted: readonly (readonly [string, ...string[]])[],
): Promise<(string | undefined)[]> {
  if (wanted.length === 0) return [];
  const texts = wanted.map(([first]) => `--grep=${first}`);
  const args = ['log', ...ENTRIES, '--fixed-strings', ...texts, ref, '--'];
  const { out } = await git(personCall(repository, args));
  const history = entriesIn(out.toString());
  return wanted.map((all) => history.find(({ message }) => all.every((text) => message.includes(text)))?.commit);
}
