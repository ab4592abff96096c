/**
 * Number of digits of a commit's id in texts: git's own short form, which people compare with `git log --oneline`. A
 * caller who names a commit gives at least as many.
 */
export const COMMIT_DIGITS = 7;

/**
 * Shortens a commit's id for readers. A command that somebody pastes into git needs the whole id, because seven digits
 * may name two commits of a large repository.
 */
export const shortCommit = (commit: string) => commit.slice(0, COMMIT_DIGITS);
