import { version } from '../../../base/version.ts';
import { nounOf } from '../../../domain/calls/door.ts';
import type { Streams } from '../io.ts';
import { plainWords } from '../words/global-flags.ts';
import { commandsOf, nounsOf, resolveCommand } from '../words/resolve.ts';
import { respelledOnly } from '../words/respell.ts';
import { unknownVerb } from '../words/unknown.ts';
import { commandHelp } from './command-help.ts';
import { fitted } from './fitted.ts';
import { everyCommand, groupHelp, nounHelp, overview, purposeHelp } from './overview.ts';
import { topicNamed } from './topics.ts';

/** Formats the help as {@link helpOn} does, for the width of the terminal. */
export async function fittedHelp(
  words: readonly string[],
  { size }: Pick<Streams, 'size'>,
  options: { groups?: boolean } = {},
): Promise<string> {
  return fitted(await helpOn(words, options), size().columns);
}

/**
 * Formats the help for a command, for the verbs of a noun, or for the whole program.
 * @param groups whether a word can also be a group of commands
 * @throws BacklogError `usage` for unknown words
 */
export async function helpOn(given: readonly string[], { groups = false } = {}): Promise<string> {
  const words = plainWords(given);
  const [noun] = words;
  if (noun === undefined) return given.includes('--all') ? everyCommand() : overview(version);
  if (noun === 'all') return everyCommand();
  const page = topicNamed(noun);
  if (page) return page.text();
  const group = groups && words.length === 1 ? groupHelp(noun) : undefined;
  const found = resolveCommand(words) ?? resolveCommand(respelledOnly(words));
  // A plural is another spelling of the list.
  const isNoun = words.length === 1 && nounsOf(noun).length === 1 && commandsOf(noun).length > 1;
  if (group !== undefined) return group;
  // A noun that lists by itself is explained by all its verbs.
  if (found && !(isNoun && isList(found.command.name, noun))) {
    const page = await commandHelp(found.command);
    return isNoun ? `${page}\n\n${nounHelp(noun)}` : page;
  }
  return nounHelp(noun) ?? purposeHelp(noun) ?? unknownVerb(words);
}

const isList = (name: string, noun: string) => [`${nounOf(noun)}_list`, `${nounOf(noun)}_show`].includes(name);
