import { jsonText } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import { aliasCommand, readAliases } from './aliases.ts';
import { isShort, type leadingFlags } from './global-flags.ts';
import { unknownShort } from './unknown-flag.ts';

/** Refuses a flag with one letter in words that have no flags. @throws BacklogError `usage` */
export function checkNoShort(words: readonly string[]): void {
  const short = words.find(isShort);
  if (short !== undefined) unknownShort(short);
}

/** Runs `alias`. Flags before `alias` are global. Flags after the words of an alias belong to the alias. */
export function aliasText({ flags, rest }: ReturnType<typeof leadingFlags>, streams: Streams): string {
  const { env } = streams;
  const [, ...words] = rest;
  checkNoShort(words.slice(0, 1));
  const [verb = 'list', name = 'NAME'] = words;
  // An alias decides what a person's own lines do.
  if (verb !== 'list') checkIsPerson(terminalCaller(streams), 'aliases', `alias ${verb} ${name}`);
  const json = [...flags, ...(words[0] === 'set' ? [] : words)].includes('--json');
  const text = aliasCommand(words[0] === 'set' ? words : words.filter((word) => word !== '--json'), env);
  return json ? jsonText({ aliases: readAliases(env) }) : text;
}
