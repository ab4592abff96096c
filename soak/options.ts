import { usageError } from '../scripts/options.ts';
import { PARTS, type Part } from './parts.ts';

export interface Options {
  /** How long to play parts, beginning with a random one. Infinity: until each part has run once. */
  minutes: number;
  /** Runs each part once, the first with this seed and each other with the next number, instead of new ones. */
  seed?: number;
  parts: readonly Part[];
}

export const USAGE = `npm run soak -- [--minutes N | --whole | --seed S] [--part NAME[,NAME]]   NAME: ${PARTS.map(({ name }) => name).join(', ')}`;

/** @throws an error about wrong usage */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { minutes: 10, parts: PARTS };
  const rest = [...words];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--whole') {
      options.minutes = Number.POSITIVE_INFINITY;
      continue;
    }
    const value = rest.shift() ?? '';
    if (option === '--minutes') options.minutes = readNumber(option, value);
    else if (option === '--seed') options.seed = readNumber(option, value);
    else if (option === '--part' || option === '--only') options.parts = value.split(',').flatMap(partsNamed);
    else throw usageError(`unknown option ${option}`, USAGE);
  }
  return options;
}

function readNumber(option: string, value: string): number {
  const number = Number(value);
  if (value === '' || !(number >= 0)) throw usageError(`${option} ${value}: expected a number`, USAGE);
  return number;
}

/** Returns the part of a name, or all parts whose names begin with it and a hyphen. */
function partsNamed(name: string): readonly Part[] {
  const found = PARTS.filter((part) => part.name === name || part.name.startsWith(`${name}-`));
  if (found.length === 0) throw usageError(`--part ${name}: no such part`, USAGE);
  return found;
}
