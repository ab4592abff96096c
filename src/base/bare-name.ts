/** Removes leading `@` signs from a person's name: `@ada` becomes `ada`. If it has only `@` signs, keeps one. */
export function bareName(written: string): string {
  return written.replace(/^@+(?=.)/, '');
}
