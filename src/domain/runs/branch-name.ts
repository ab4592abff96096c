/** Returns the branch of a ref: `main` for `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace('refs/heads/', '');
}
