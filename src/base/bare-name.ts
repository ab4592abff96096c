/**
 * Removes leading `@` signs from a person's name: `@ada` becomes `ada`. If the name has only `@` signs, keeps the last
 * one.
 */
export function bareName(written: string): string {
  return written.replace(/^@+(?=.)/, '');
}
