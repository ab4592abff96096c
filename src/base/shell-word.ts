/** Quotes a text as one word for a POSIX shell. A text without special characters stays as it is. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : singleQuoted(text);
}

export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const WORD = "(?:[\\w./:@%+,=-]|'[^']*'|\\\\')+";
const LINE = new RegExp(`^${WORD}(?: ${WORD})*$`);

/**
 * Splits a command line of words that {@link shellWord} quoted, separated by single blanks.
 * @returns undefined for any other command line, such as one with a pipe or a variable
 */
export function shellWords(line: string): string[] | undefined {
  if (!LINE.test(line)) return undefined;
  const words = line.match(new RegExp(WORD, 'g')) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|\\'/g, (_, quoted: string | undefined) => quoted ?? "'"));
}
