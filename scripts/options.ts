/** An error about the arguments of a program, with its usage. */
export function usageError(problem: string, usage: string): Error {
  return Object.assign(new Error(`${problem}\n${usage}`), { name: 'UsageError' });
}

/**
 * Parses the options of one of this repository's programs with `read`. For `--help`, prints the usage and exits with 0.
 * For unknown options, prints the error to stderr and exits with 2.
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
