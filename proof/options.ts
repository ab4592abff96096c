import { join } from 'node:path';
import { optionValues, usageError } from '../scripts/options.ts';
import { present } from '../src/base/present.ts';
import { storeAddress } from '../src/store/index.ts';
import { EXPERIMENTS, type ExperimentName, type Play } from './proof.ts';
import { readTools, TASKWARRIOR_NAMES, type Tools } from './tools.ts';

export interface Options extends Play {
  only: readonly ExperimentName[];
}

const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

export const USAGE = `npm run proof -- [--server "COMMAND WORDS"] [--tools FILE.json] [--setup "COMMAND WORDS"] [--env NAME=VALUE]... [--store ADDRESS] [--servers N] [--scale X] [--seed N] [--only NAME[,NAME]]
  --server   what starts another MCP server on stdio (ours by default); split at blanks
  --tools    its names for add, list, info, annotate, tag, start, done, next (docs/explanation/proof.md)
  --setup    what makes the empty project ready for it
  --env      more environment than PATH and HOME; {project} and {home} are the folders of the experiment
  --store    a new queue for each experiment in PostgreSQL or S3, beside the queue that the address names
  --only     ${NAMES.join(', ')}`;

/** @throws a usage error */
export function readOptions(words: readonly string[], repository: string): Options {
  const env: Record<string, string> = {};
  // Our server lists all its tools only if there is a queue, or if it is told to.
  let own: Record<string, string> = { BACKLOG_TOOLS: 'all' };
  let command = [process.execPath, join(repository, 'plugin/dist/server.cjs')];
  let setup: string[] | undefined;
  let store: string | undefined;
  let [tools, only, players, scale, seed] = [TASKWARRIOR_NAMES, NAMES, 8, 1, 1];
  for (const [option, value] of optionValues(words, USAGE)) {
    if (option === '--server') [command, own] = [wordsOf(value), {}];
    else if (option === '--setup') setup = wordsOf(value);
    else if (option === '--store') store = addressOf(value);
    else if (option === '--tools') tools = toolsIn(value);
    else if (option === '--env') env[value.split('=', 1)[0] ?? ''] = value.slice(value.indexOf('=') + 1);
    else if (option === '--servers') players = readNumber(option, value);
    else if (option === '--scale') scale = readNumber(option, value);
    else if (option === '--seed') seed = readNumber(option, value);
    else if (option === '--only') only = value.split(',').map(experimentName);
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return {
    subject: { command, tools, env: { ...own, ...env }, ...present({ setup, store }) },
    players,
    scale,
    seed,
    only,
  };
}

function addressOf(value: string): string {
  try {
    return storeAddress(value, process.env);
  } catch (error) {
    throw usageError(`--store: ${(error as Error).message}`, USAGE);
  }
}

function wordsOf(value: string): string[] {
  return value.split(' ').filter((word) => word !== '');
}

function readNumber(option: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw usageError(`${option} ${value}: expected a number above 0`, USAGE);
  return number;
}

function experimentName(word: string): ExperimentName {
  if (Object.hasOwn(EXPERIMENTS, word)) return word as ExperimentName;
  throw usageError(`--only ${word}: no such experiment`, USAGE);
}

function toolsIn(file: string): Tools {
  try {
    return readTools(file);
  } catch (error) {
    throw usageError(`--tools: ${(error as Error).message}`, USAGE);
  }
}
