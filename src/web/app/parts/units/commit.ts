/** Shortens a commit's id to seven digits. */
export const shortCommit = (commit: string) => commit.slice(0, 7);
