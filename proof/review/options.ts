import { numberIn, optionValues, usageError } from '../../scripts/options.ts';

export interface Options {
  /** The program that builds and shows the queue, such as that of an earlier commit. */
  program: string | undefined;
  /** Number of results, half of them bad. */
  results: number;
  /** Other results, in another order. */
  seed: number;
}

export const USAGE = `npm run review-trial -- [--program FILE] [--results N] [--seed N]
  --program  the backlog program to use, also an earlier one (plugin/bin/backlog)
  --results  how many results wait for a review, half of them bad (20)
  --seed     other results, in another order (1)`;

/** @throws a usage error */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { program: undefined, results: 20, seed: 1 };
  for (const [option, value] of optionValues(words, USAGE)) {
    if (option === '--program') options.program = value;
    else if (option === '--results') options.results = numberIn(option, value, { most: 60, usage: USAGE });
    else if (option === '--seed') options.seed = numberIn(option, value, { most: 1_000_000, usage: USAGE });
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}
