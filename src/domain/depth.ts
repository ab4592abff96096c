/** Lists and objects within each other that a message may have: more than any command takes, and far less than the stack does. */
export const DEEPEST = 200;

/** Is the value of a text of JSON nested deeper? Level by level, so that no depth takes the stack. Each level takes two characters, so short texts need no look. */
export function isTooDeep(text: string, value: unknown): boolean {
  if (text.length < 2 * DEEPEST) return false;
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
