/** Matches the end of the path of a run's worktree, or of a folder in which checks run. */
const WORKTREE = /\/(?:r\d+|r\d+\/sealed|scratch)\/tree\//g;
/** Matches a character before a file's name in a sentence. */
const BEFORE_NAME = /[\s'"`(<[]/;

/**
 * Finds the file of a repository that a program names, by the file's path in the repository. A relative name is that
 * path. An absolute name outside of Backlog's worktrees, as in a container, means the longest path with which it ends.
 */
export function namedFile(name: string, paths: readonly string[]): string | undefined {
  const worktree = [...name.matchAll(WORKTREE)].at(-1);
  const inside = name.slice(worktree ? worktree.index + worktree[0].length : 0).replace(/^(?:\.\/)+/, '');
  if (!inside.startsWith('/')) return paths.find((path) => path === inside);
  const ends = paths.filter((path) => inside.endsWith(`/${path}`));
  return ends.sort((a, b) => b.length - a.length)[0];
}

/**
 * Shortens the names of files in Backlog's worktrees to their paths in the repository. Steps back from the end of each
 * worktree's path, because a pattern for the whole path would take minutes for a long line without a space.
 */
export function withoutWorktrees(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (const { 0: worktree, index } of text.matchAll(WORKTREE)) {
    let start = index;
    while (start > from && !BEFORE_NAME.test(text[start - 1]!)) start--;
    kept.push(text.slice(from, start));
    from = index + worktree.length;
  }
  return kept.join('') + text.slice(from);
}
