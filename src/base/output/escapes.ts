/**
 * Matches the sequences that programs send to a terminal, which begin with ESC or a character of C1: texts such as titles
 * and links with their end, then colours and moves of the cursor, then the short ones. Of a sequence that was cut, only
 * its beginning goes: what follows can be a line of others.
 */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence begins with the escape character.
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])(?:[^\u0007\u001b\u0080-\u009f\n]*(?:\u0007|\u001b\\|\u009c))?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b(?:[ -/]*[0-~])?/g;

/** Removes the sequences that only a terminal understands from a text that a program printed. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(ESCAPES, '');
}
