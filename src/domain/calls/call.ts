import { shellWord } from '../../base/shell-word.ts';
import { callOf, type Door, inputOf } from './door.ts';

/** A call of a command with its arguments, as a value: the next step for a reader, who replaces `<…>` in a value. */
export interface Call {
  command: string;
  /** What a command line takes by position, in that order. */
  words: Readonly<Record<string, string>>;
  /** What it takes as flags. */
  flags?: Readonly<Record<string, unknown>>;
}

/** As a reader at that door calls it: `task_modify {"filter":"12","due":"friday"}`, `backlog modify 12 --due friday`. */
export function callText(door: Door | undefined, { command, words, flags = {} }: Call): string {
  if (door !== 'cli') return `${command} ${JSON.stringify({ ...words, ...flags })}`;
  const given = Object.entries(flags).map(
    ([name, value]) => `${inputOf('cli', name)}${value === true ? '' : ` ${wordOf(value)}`}`,
  );
  return callOf('cli', command, [...Object.values(words).map(wordOf), ...given].join(' '));
}

function wordOf(value: unknown): string {
  return shellWord(typeof value === 'string' ? value : JSON.stringify(value));
}
