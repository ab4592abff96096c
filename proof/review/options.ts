import { usageError } from '../../scripts/options.ts';

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
  const rest = [...words];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const value = rest.shift();
    if (value === undefined) throw usageError(`${option} needs a value`, USAGE);
    if (option === '--program') options.program = value;
    else if (option === '--results') options.results = readNumber(option, value, 60);
    else if (option === '--seed') options.seed = readNumber(option, value, 1_000_000);
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}

function readNumber(option: string, value: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw usageError(`${option} ${value}: expected a number from 1 to ${most}`, USAGE);
}
