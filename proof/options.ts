import { join } from 'node:path';
import { EXPERIMENTS, type ExperimentName, type Play } from './proof.ts';
import { readTools, TASKWARRIOR_NAMES } from './tools.ts';

export interface Options extends Play {
  only: readonly ExperimentName[];
}

const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

export const USAGE = `npm run proof -- [--server "COMMAND WORDS"] [--tools FILE.json] [--setup "COMMAND WORDS"] [--env NAME=VALUE]... [--servers N] [--scale X] [--seed N] [--only NAME[,NAME]]
  --server   what starts another MCP server on stdio (ours by default); split at blanks
  --tools    its names for add, list, info, annotate, tag, start, done, next (docs/proof.md)
  --setup    what makes the empty project ready for it
  --env      more environment than PATH and HOME; {project} and {home} are the folders of the experiment
  --only     ${NAMES.join(', ')}`;

/** Throws an error that says how to call it. */
export function readOptions(words: readonly string[], repository: string): Options {
  const env: Record<string, string> = {};
  let command = [process.execPath, join(repository, 'plugin/dist/server.mjs')];
  let setup: string[] | undefined;
  let [tools, only, players, scale, seed] = [TASKWARRIOR_NAMES, NAMES, 8, 1, 1];
  const rest = [...words];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const value = rest.shift();
    if (value === undefined) throw new Error(`${option} needs a value\n${USAGE}`);
    if (option === '--server') command = wordsOf(value);
    else if (option === '--setup') setup = wordsOf(value);
    else if (option === '--tools') tools = readTools(value);
    else if (option === '--env') env[value.split('=', 1)[0] ?? ''] = value.slice(value.indexOf('=') + 1);
    else if (option === '--servers') players = readNumber(option, value);
    else if (option === '--scale') scale = readNumber(option, value);
    else if (option === '--seed') seed = readNumber(option, value);
    else if (option === '--only') only = value.split(',').map(experimentName);
    else throw new Error(`unknown option ${option}\n${USAGE}`);
  }
  return { subject: { command, tools, env, ...(setup ? { setup } : {}) }, players, scale, seed, only };
}

function wordsOf(value: string): string[] {
  return value.split(' ').filter((word) => word !== '');
}

function readNumber(option: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`${option} ${value}: expected a number above 0\n${USAGE}`);
  return number;
}

function experimentName(word: string): ExperimentName {
  if (Object.hasOwn(EXPERIMENTS, word)) return word as ExperimentName;
  throw new Error(`--only ${word}: no such experiment\n${USAGE}`);
}
