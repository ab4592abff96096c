/** Matches the sequences that programs send to a terminal: colours, moves of the cursor, titles and links. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence begins with the escape character.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** Removes the sequences that only a terminal understands from a text that a program printed. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(ESCAPES, '');
}
