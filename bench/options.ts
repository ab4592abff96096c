import { usageError } from '../scripts/options.ts';
import { SECTIONS, type SectionName } from './sections.ts';

export interface Options {
  /** Whether to use small stores and few rounds, to test the bench itself. */
  quick: boolean;
  /** Whether to print JSON instead of the table. */
  json: boolean;
  only: readonly SectionName[];
}

export const USAGE = `npm run bench -- [--quick] [--json] [--bare] [--only NAME[,NAME]]   --bare: nothing in the environment but PATH; NAME: ${Object.keys(SECTIONS).join(', ')}`;

/** @throws an error about wrong usage */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { quick: false, json: false, only: Object.keys(SECTIONS) as SectionName[] };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--quick') options.quick = true;
    else if (word === '--json') options.json = true;
    else if (word === '--bare')
      continue; // environment.ts reads this option.
    else if (word === '--only') options.only = (rest.shift() ?? '').split(',').map(sectionName);
    else throw usageError(`unknown option ${word}`, USAGE);
  }
  return options;
}

function sectionName(word: string): SectionName {
  if (Object.hasOwn(SECTIONS, word)) return word as SectionName;
  throw usageError(`--only ${word}: no such figures`, USAGE);
}
