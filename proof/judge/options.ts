import { numberIn, optionValues, usageError } from '../../scripts/options.ts';

/** The judges that can be tried: built-in agents. */
export const JUDGES = ['claude', 'codex'] as const;
export type JudgeName = (typeof JUDGES)[number];

export interface Options {
  /** Judges to ask although no account was found, or the only ones of those with an account. */
  judges: readonly JudgeName[] | undefined;
  /** Number of results, half of them bad. */
  results: number;
  /** Time limit of one question, in seconds. */
  seconds: number;
}

export const USAGE = `npm run judge-trial -- [--judge NAME[,NAME]] [--results N] [--seconds N]
  --judge    ${JUDGES.join(', ')}: asks only these, also if no account was found; default: those with an account
  --results  how many of the 120 planted results, half of them bad (20)
  --seconds  time limit of one question (180)`;

/** @throws a usage error */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { judges: undefined, results: 20, seconds: 180 };
  for (const [option, value] of optionValues(words, USAGE)) {
    if (option === '--judge') options.judges = value.split(',').map(judgeNamed);
    else if (option === '--results') options.results = numberIn(option, value, { most: 120, usage: USAGE });
    else if (option === '--seconds') options.seconds = numberIn(option, value, { most: 3_600, usage: USAGE });
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}

function judgeNamed(value: string): JudgeName {
  const found = JUDGES.find((name) => name === value);
  if (found) return found;
  throw usageError(`--judge ${value}: expected ${JUDGES.join(' or ')}`, USAGE);
}
