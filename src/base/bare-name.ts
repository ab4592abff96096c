/** A person's name without the `@` before it that some write: `@ada` is `ada`. One that is nothing else stays. */
export function bareName(written: string): string {
  return written.replace(/^@+(?=.)/, '');
}
