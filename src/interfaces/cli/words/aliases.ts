import { onceEach } from '../../../base/lazy.ts';
import { didYouMean, nearest } from '../../../base/nearest.ts';
import { refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Said } from '../machine/row.ts';
import { ROWS } from '../machine/table.ts';
import { type OwnFile, ownFile, readOwnFile, writeOwnFile } from './own-file.ts';
import { otherLines } from './resolve.ts';

/** A person's aliases: the words for each name. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

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

/** Each line that could be offered asks for the same few names again. */
const isTaken = onceEach((name: string): boolean => {
  const begins = (line: string) => line === name || line.startsWith(`${name} `);
  return ROWS.some((row) => otherLines(row).some(begins) || (row.cli?.silent ?? []).some(begins));
});

/** Lists the aliases. */
export function listAliases(env: NodeJS.ProcessEnv): Said {
  const aliases = readAliases(env);
  const lines = Object.entries(aliases).map(([name, words]) => lineOf(name, words));
  return { json: { aliases }, text: lines.join('\n') || 'No aliases. `backlog alias set NAME WORDS…` makes one.' };
}

const lineOf = (name: string, words: readonly string[]) => oneLine(`${name} = ${words.join(' ')}`);

/** Stores an alias. @throws BacklogError `usage` for a name that it can't have */
export function setAlias({ name, words }: { name: string; words: readonly string[] }, env: NodeJS.ProcessEnv): Said {
  if (!NAME.test(name))
    refuse('usage', `alias: expected a name of a to z, 0 to 9, _ and -, the first a letter, received "${name}"`);
  if (isTaken(name)) refuse('usage', `an alias can't have the name of a command: ${name}`);
  const all = words.length === 1 ? splitWords(words[0]!) : words;
  if (all.length === 0)
    refuse('usage', `alias: expected the words for ${name}`, {
      hint: 'For example: `backlog alias set mine list +READY`',
    });
  writeOwnFile(aliasFile(env), { ...readAliases(env), [name]: all });
  return { json: { aliases: readAliases(env) }, text: lineOf(name, all) };
}

/** Removes an alias. @throws the error of {@link otherAliases} */
export function unsetAlias(name: string, env: NodeJS.ProcessEnv): Said {
  const others = otherAliases(name, env);
  writeOwnFile(aliasFile(env), others);
  return { json: { aliases: others }, text: `${name} is no alias any more` };
}

/** Returns the aliases without one. @throws BacklogError `not-found` with the nearest name */
export function otherAliases(name: string, env: NodeJS.ProcessEnv): Aliases {
  const { [name]: found, ...others } = readAliases(env);
  if (found === undefined)
    refuse('not-found', `no alias ${name}${didYouMean(name, Object.keys(others))}`, {
      hint: '`backlog alias` lists them.',
      data: { received: name, nearest: nearest(name, Object.keys(others)) },
    });
  return others;
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
