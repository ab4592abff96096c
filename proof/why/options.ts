import { numberIn, optionValues, usageError } from '../../scripts/options.ts';
import { TASKS } from './scenario.ts';

/** The scripted agents: one that obeys its prompt, one that doesn't, and one that doesn't but admits it. */
export const SCRIPTED = ['obeys', 'ignores', 'admits'] as const;

export interface Options {
  /** Names of agents: scripted ones, or agents of Backlog such as `claude`. */
  agents: readonly string[];
  /** Who reads the results: a scripted judge, or the command line of a model that reads a prompt on its input. */
  judge: readonly string[] | 'scripted';
  /** Number of tasks, from the first. */
  tasks: number;
  /** Number of runs at a time. */
  slots: number;
}

export const USAGE = `npm run why-trial -- [--agent NAME[,NAME]] [--judge "COMMAND WORDS"] [--tasks N] [--slots N]
  --agent   ${SCRIPTED.join(', ')} (scripted, need no account), or claude, codex; default: the scripted ones
  --judge   a command that reads a prompt on standard input and prints yes or no with a reason: "claude -p"
  --tasks   how many of the ${TASKS.length} tasks
  --slots   how many runs at a time (4)`;

/** @throws a usage error */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { agents: SCRIPTED, judge: 'scripted', tasks: TASKS.length, slots: 4 };
  for (const [option, value] of optionValues(
    words.filter((word) => !word.startsWith('/')),
    USAGE,
  )) {
    if (option === '--agent') options.agents = value.split(',');
    else if (option === '--judge') options.judge = value.split(' ').filter(Boolean);
    else if (option === '--tasks') options.tasks = numberIn(option, value, { most: TASKS.length, usage: USAGE });
    else if (option === '--slots') options.slots = numberIn(option, value, { most: 16, usage: USAGE });
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}
