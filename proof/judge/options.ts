import { usageError } from '../../scripts/options.ts';

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
  const rest = [...words];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const value = rest.shift();
    if (value === undefined) throw usageError(`${option} needs a value`, USAGE);
    if (option === '--judge') options.judges = value.split(',').map(judgeNamed);
    else if (option === '--results') options.results = readNumber(option, value, 120);
    else if (option === '--seconds') options.seconds = readNumber(option, value, 3_600);
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}

function judgeNamed(value: string): JudgeName {
  const found = JUDGES.find((name) => name === value);
  if (found) return found;
  throw usageError(`--judge ${value}: expected ${JUDGES.join(' or ')}`, USAGE);
}

function readNumber(option: string, value: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw usageError(`${option} ${value}: expected a number from 1 to ${most}`, USAGE);
}
