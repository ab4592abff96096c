/** A branch as people call it, from its ref: `main` of `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace('refs/heads/', '');
}
