/** What is wrong with the words of a program, and how it is called. */
export function usageError(problem: string, usage: string): Error {
  return Object.assign(new Error(`${problem}\n${usage}`), { name: 'UsageError' });
}

/**
 * The options of a program of this repository, as `read` finds them in its words. Does not return for `--help`, which prints how
 * the program is called, nor for words that it does not know: then it says so on stderr and ends with 2.
 */
export function optionsOf<T>(words: readonly string[], usage: string, read: (words: readonly string[]) => T): T {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return read(words);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UsageError')) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
