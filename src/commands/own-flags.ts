import { parseArgs } from 'node:util';
import { didYouMean } from '../base/nearest.ts';
import { present } from '../base/present.ts';
import { refuse } from '../domain/errors.ts';
import { letterOf } from './short-flags.ts';

interface Flag {
  type: 'string' | 'boolean';
}

/** The type of a flag with a value. */
export const TEXT = { type: 'string' } as const;
/** The type of a flag without a value. */
export const SWITCH = { type: 'boolean' } as const;

/** The flags that `connect`, `board` and `token` share. */
const SHARED = { json: SWITCH, help: SWITCH } as const;

type Values<Flags extends Readonly<Record<string, Flag>>> = {
  [Name in keyof Flags]?: Flags[Name]['type'] extends 'string' ? string : boolean;
};

/**
 * Reads the flags of a word that isn't in the table of commands: `connect`, `board` or `token`.
 * @throws BacklogError `usage` for an unknown flag, a flag without its value, or a value for a flag that has none
 */
export function parseOwnFlags<Flags extends Readonly<Record<string, Flag>>>(
  word: string,
  words: readonly string[],
  flags: Flags,
): { values: Values<Flags & typeof SHARED>; positionals: string[] } {
  try {
    const options = withLetters({ ...flags, ...SHARED });
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
    return { values: values as Values<Flags & typeof SHARED>, positionals };
  } catch (error) {
    const message = (error as Error).message.replace(/\. To specify.*$/s, '');
    const [, unknown] = /^Unknown option '(--?[^']+)'/.exec(message) ?? [];
    return refuse('usage', unknown === undefined ? message : `unknown flag ${unknown}${meantBy(unknown, flags)}`, {
      ...helpHint(word),
      cause: error,
    });
  }
}

/** Adds the letters that these flags have in every command. */
function withLetters(flags: Readonly<Record<string, Flag>>): Record<string, Flag & { short?: string }> {
  const rows = Object.entries(flags).map(([name, flag]) => [name, { ...flag, ...present({ short: letterOf(name) }) }]);
  return Object.fromEntries(rows);
}

function meantBy(unknown: string, flags: object): string {
  const known = Object.keys({ ...flags, ...SHARED }).map((name) => `--${name}`);
  if (unknown.startsWith('--')) return didYouMean(unknown, known);
  const begun = known.filter((name) => name.startsWith(`-${unknown}`));
  return begun.length > 0 ? ` (did you mean ${begun.join(' or ')}?)` : '';
}

/** Returns the hint in an error about the words after `word`. */
export function helpHint(word: string): { hint: string } {
  return { hint: `See its usage: \`backlog ${word} --help\`` };
}
