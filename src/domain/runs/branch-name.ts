/** Returns the name of the branch that a ref stands for: `main` for `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace('refs/heads/', '');
}
