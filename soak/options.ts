import { PARTS, type Part } from './parts.ts';

export interface Options {
  minutes: number;
  /** Each part once with this seed, instead of fresh ones until time is up. */
  seed?: number;
  parts: readonly Part[];
}

export const USAGE = `npm run soak -- [--minutes N] [--seed S] [--part NAME[,NAME]]   NAME: ${PARTS.map(({ name }) => name).join(', ')}`;

/** Throws an error that says how to call it. */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { minutes: 10, parts: PARTS };
  const rest = [...words];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const value = rest.shift() ?? '';
    if (option === '--minutes') options.minutes = readNumber(option, value);
    else if (option === '--seed') options.seed = readNumber(option, value);
    else if (option === '--part') options.parts = value.split(',').map(partNamed);
    else throw new Error(`unknown option ${option}\n${USAGE}`);
  }
  return options;
}

function readNumber(option: string, value: string): number {
  const number = Number(value);
  if (value === '' || !(number >= 0)) throw new Error(`${option} ${value}: expected a number\n${USAGE}`);
  return number;
}

function partNamed(name: string): Part {
  const found = PARTS.find((part) => part.name === name);
  if (!found) throw new Error(`--part ${name}: no such part\n${USAGE}`);
  return found;
}
