/** A ref as people name it. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
