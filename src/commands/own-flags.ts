import { parseArgs } from 'node:util';
import { refuse } from '../domain/errors.ts';

interface Flag {
  type: 'string' | 'boolean';
  short?: string;
}

/** A flag with a value. */
export const TEXT = { type: 'string' } as const;
/** A flag without a value. */
export const SWITCH = { type: 'boolean' } as const;

/** The flags that all these words have. */
const SHARED = { json: SWITCH, help: { type: 'boolean', short: 'h' } } as const;

type Values<Flags extends Readonly<Record<string, Flag>>> = {
  [Name in keyof Flags]?: Flags[Name]['type'] extends 'string' ? string : boolean;
};

/**
 * Reads the flags behind a word of the program that is no command of the table: `connect`, `board`, `token`.
 * @throws BacklogError `usage` for an unknown flag, a flag without its value, and a value where none belongs
 */
export function parseOwnFlags<Flags extends Readonly<Record<string, Flag>>>(
  word: string,
  words: readonly string[],
  flags: Flags,
): { values: Values<Flags & typeof SHARED>; positionals: string[] } {
  try {
    const options = { ...flags, ...SHARED };
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
    return { values: values as Values<Flags & typeof SHARED>, positionals };
  } catch (error) {
    const message = (error as Error).message.replace(/\. To specify.*$/s, '');
    return refuse('usage', message, { ...helpHint(word), cause: error });
  }
}

/** The hint of a refusal of the words behind `word`. */
export function helpHint(word: string): { hint: string } {
  return { hint: `\`backlog ${word} --help\` shows how it is called.` };
}
