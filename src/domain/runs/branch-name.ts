/** Returns the branch name of a ref: `main` for `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace('refs/heads/', '');
}
