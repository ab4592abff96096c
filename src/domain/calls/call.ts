import { shellWord } from '../../base/shell-word.ts';
import { callOf, type Door, inputOf, type Reader, typedAfter } from './door.ts';

/**
 * A command call as data, such as a suggested next step. Its values may contain placeholders like `<…>`, which the
 * reader replaces.
 */
export interface Call {
  command: string;
  /** Positional arguments of the command line, in order. */
  words: Readonly<Record<string, string>>;
  flags?: Readonly<Record<string, unknown>>;
}

/**
 * Formats a call for an interface: `task_modify {"filter":"12","due":"friday"}`, `backlog modify 12 --due friday`. For a
 * model without this tool, it is the command line.
 */
export function callText(reader: Door | Reader | undefined, { command, words, flags = {} }: Call): string {
  const { door, offers } = typeof reader === 'object' ? reader : { door: reader, offers: undefined };
  if (door !== 'cli' && (!offers || offers(command))) return `${command} ${JSON.stringify({ ...words, ...flags })}`;
  return callOf('cli', command, argumentsOf({ words, flags }));
}

/** Formats a call as people type it after the name of the program: `modify 12 --due friday`. */
export const typedCall = (call: Call): string => typedAfter(call.command, argumentsOf(call));

function argumentsOf({ words, flags = {} }: Pick<Call, 'words' | 'flags'>): string {
  const given = Object.entries(flags).map(
    ([name, value]) => `${inputOf('cli', name)}${value === true ? '' : ` ${wordOf(value)}`}`,
  );
  return [...Object.values(words).map(wordOf), ...given].join(' ');
}

function wordOf(value: unknown): string {
  return shellWord(typeof value === 'string' ? value : JSON.stringify(value));
}
