/**
 * Removes leading `@` signs from a person's name: `@ada` becomes `ada`. A name of `@` signs only keeps the last one.
 */
export function bareName(written: string): string {
  return written.replace(/^@+(?=.)/, '');
}
