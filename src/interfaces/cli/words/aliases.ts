import { didYouMean } from '../../../base/nearest.ts';
import { COMMANDS } from '../../../commands/index.ts';
import { refuse } from '../../../domain/errors.ts';
import { jsonText, oneLine } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import { isShort, type leadingFlags } from './global-flags.ts';
import { type OwnFile, ownFile, readOwnFile, writeOwnFile } from './own-file.ts';
import { OWN_WORDS } from './own-words.ts';
import { linesOf } from './resolve.ts';
import { withOwnVerb } from './spellings/verbs.ts';
import { unknownShort } from './unknown-flag.ts';

/** A person's aliases: the words for each name. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

export const ALIAS_HELP = [
  'backlog alias                        list your aliases',
  'backlog alias set NAME WORDS…    backlog NAME … then means backlog WORDS… …',
  'backlog alias unset NAME             remove one',
  '',
  'Your aliases work in every workspace. An alias replaces the first word of a command line, once: its words are not replaced again.',
  "A command's name can't be an alias. Setting and removing is for people.",
  '',
  'Examples:',
  '  backlog alias set mine list +READY agent:human:ada',
  "  backlog alias set late 'list +OVERDUE sort:due+'",
].join('\n');

/**
 * Replaces an alias at the beginning of a line by its words. Doesn't replace the new words again, so an alias can't
 * contain itself.
 */
export function expanded(words: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const [first = '', ...rest] = words;
  if (!NAME.test(first) || isTaken(first)) return words;
  const aliases = readAliases(env);
  return Object.hasOwn(aliases, first) ? [...aliases[first]!, ...rest] : words;
}

const NAME = /^[a-z][\w-]*$/i;

function isTaken(name: string): boolean {
  const begins = (line: string) => line.split(' ', 1)[0] === name;
  return (
    OWN_WORDS.includes(name) ||
    COMMANDS.some((command) => [...linesOf(command), ...(command.cli?.silent ?? [])].some(begins))
  );
}

/**
 * Runs `alias`, `alias set` or `alias unset`.
 * @returns the text to print
 * @throws BacklogError
 */
export function aliasCommand([verb = 'list', name, ...words]: readonly string[], env: NodeJS.ProcessEnv): string {
  if (verb === 'list') return listText(readAliases(env));
  if (verb === 'set') return set(name, words, env);
  if (verb === 'unset') return unset(name, env);
  return refuse('usage', `alias: expected list, set or unset, received "${verb}"`, {
    hint: 'See its usage: `backlog help alias`',
  });
}

function listText(aliases: Aliases): string {
  const lines = Object.entries(aliases).map(([name, words]) => oneLine(`${name} = ${words.join(' ')}`));
  return lines.length === 0 ? 'No aliases. `backlog alias set NAME WORDS…` makes one.' : lines.join('\n');
}

function set(name: string | undefined, words: readonly string[], env: NodeJS.ProcessEnv): string {
  if (name === undefined || !NAME.test(name))
    return refuse(
      'usage',
      `alias: expected a name of a to z, 0 to 9, _ and -, the first a letter, received "${name ?? ''}"`,
    );
  if (isTaken(name)) return refuse('usage', `an alias can't have the name of a command: ${name}`);
  const all = words.length === 1 ? splitWords(words[0]!) : words;
  if (all.length === 0)
    return refuse('usage', `alias: expected the words for ${name}`, {
      hint: 'For example: `backlog alias set mine list +READY`',
    });
  writeOwnFile(aliasFile(env), { ...readAliases(env), [name]: all });
  return oneLine(`${name} = ${all.join(' ')}`);
}

function unset(name: string | undefined, env: NodeJS.ProcessEnv): string {
  const aliases = readAliases(env);
  const known = Object.keys(aliases);
  if (name === undefined)
    return refuse('usage', 'alias: expected the name of the alias to remove', {
      hint: known.length > 0 ? `There are ${known.join(', ')}.` : 'There are none.',
    });
  if (!Object.hasOwn(aliases, name)) {
    return refuse('not-found', `no alias ${name}${didYouMean(name, known)}`, {
      hint: '`backlog alias` lists them.',
    });
  }
  const { [name]: _, ...others } = aliases;
  writeOwnFile(aliasFile(env), others);
  return `${name} is no alias any more`;
}

/** Splits a text into words as a shell does. Expands no variables or patterns. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
}

export function readAliases(env: NodeJS.ProcessEnv): Aliases {
  return readOwnFile(aliasFile(env));
}

function aliasFile(env: NodeJS.ProcessEnv): OwnFile<readonly string[]> {
  return {
    file: ownFile(env, 'aliases.json'),
    fits: (words): words is string[] => Array.isArray(words) && words.every((word) => typeof word === 'string'),
    expected: 'an object of words by name',
  };
}

/** Refuses a flag with one letter in words that have no flags. @throws BacklogError `usage` */
export function checkNoShort(words: readonly string[]): void {
  const short = words.find(isShort);
  if (short !== undefined) unknownShort(short);
}

/** Runs `alias`. Flags before `alias` are global. Flags after the words of an alias belong to the alias. */
export function aliasText({ flags, rest }: ReturnType<typeof leadingFlags>, streams: Streams): string {
  const { env } = streams;
  const [, ...words] = withOwnVerb(rest) ?? rest;
  checkNoShort(words.slice(0, 1));
  const [verb = 'list', name = 'NAME'] = words;
  // An alias decides what a person's own lines do.
  if (verb !== 'list') checkIsPerson(terminalCaller(streams), 'aliases', `alias ${verb} ${name}`);
  const json = [...flags, ...(words[0] === 'set' ? [] : words)].includes('--json');
  const text = aliasCommand(words[0] === 'set' ? words : words.filter((word) => word !== '--json'), env);
  return json ? jsonText({ aliases: readAliases(env) }) : text;
}
