/** An error about the arguments of a program, with its usage. */
export function usageError(problem: string, usage: string): Error {
  return Object.assign(new Error(`${problem}\n${usage}`), { name: 'UsageError' });
}

/**
 * Yields the options of a program, each with its value.
 * @throws a usage error for an option without a value
 */
export function* optionValues(words: readonly string[], usage: string): Generator<[option: string, value: string]> {
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value] = words.slice(at, at + 2);
    if (value === undefined) throw usageError(`${option} needs a value`, usage);
    yield [option, value];
  }
}

/** Reads the value of an option that is a number from 1 to `most`. @throws a usage error */
export function numberIn(option: string, value: string, { most, usage }: { most: number; usage: string }): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw usageError(`${option} ${value}: expected a number from 1 to ${most}`, usage);
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
