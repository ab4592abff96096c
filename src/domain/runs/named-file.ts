/** Matches the worktree of a run, and the folder in which the merge queue runs checks, before a file's path. */
const WORKTREE = /[^\s'"`(<[]*\/(?:r\d+|scratch)\/tree\//;
const WORKTREES = new RegExp(WORKTREE, 'g');

/**
 * Finds the file of a repository that a program names, by the file's path in the repository. A relative name is that
 * path. An absolute name outside of Backlog's worktrees, as in a container, means the longest path with which it ends.
 */
export function fileNamed(name: string, paths: readonly string[]): string | undefined {
  const inside = name.replace(WORKTREE, '').replace(/^(?:\.\/)+/, '');
  if (!inside.startsWith('/')) return paths.find((path) => path === inside);
  const ends = paths.filter((path) => inside.endsWith(`/${path}`));
  return ends.sort((a, b) => b.length - a.length)[0];
}

/** Shortens the names of files in Backlog's worktrees to their paths in the repository. */
export function withoutWorktrees(text: string): string {
  return text.replace(WORKTREES, '');
}
