import { usageError } from '../scripts/options.ts';
import type { Load } from './bench.ts';
import { SECTIONS, type SectionName } from './sections.ts';

export interface Options {
  /** Whether to use small stores and few rounds, to test the bench itself. */
  quick: boolean;
  /** Whether to print JSON instead of the table. */
  json: boolean;
  only: readonly SectionName[];
  /** Size of the measurement of many agents. */
  load: Load;
}

export const USAGE = `npm run bench -- [--quick] [--json] [--bare] [--only NAME[,NAME]] [--agents 1000] [--machines 20] [--minutes 1]   --bare: nothing in the environment but PATH; --agents, --machines, --minutes: size of the figures of agents; NAME: ${Object.keys(SECTIONS).join(', ')}`;

const LOAD: Load = { agents: 1_000, machines: 20, minutes: 1 };

/** @throws an error about wrong usage */
export function readOptions(words: readonly string[]): Options {
  const options: Options = {
    quick: false,
    json: false,
    only: Object.keys(SECTIONS) as SectionName[],
    load: { ...LOAD },
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--quick') options.quick = true;
    else if (word === '--json') options.json = true;
    else if (word === '--bare')
      continue; // environment.ts reads this option.
    else if (word === '--agents' || word === '--machines' || word === '--minutes')
      options.load[word.slice(2) as keyof Load] = positive(word, rest.shift());
    else if (word === '--only') options.only = (rest.shift() ?? '').split(',').map(sectionName);
    else throw usageError(`unknown option ${word}`, USAGE);
  }
  return options;
}

function positive(word: string, text = ''): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw usageError(`${word} ${text}: expected a number above 0`, USAGE);
}

function sectionName(word: string): SectionName {
  if (Object.hasOwn(SECTIONS, word)) return word as SectionName;
  throw usageError(`--only ${word}: no such figures`, USAGE);
}
