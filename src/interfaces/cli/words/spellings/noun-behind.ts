import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { LEFT_OUT, spelled } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { commandsOf, nounsOf, resolveCommand } from '../resolve.ts';
import { isOmittedNoun, nounOfOther, withOwnVerb } from './verbs.ts';

/** Commands about tasks whose words can't begin with the noun of another command. */
const OF_TASKS = /^task_(?!add|log|list|count|next|annotate)/;

/**
 * Refuses a noun behind its verb, where the verb alone is about tasks: `delete agent fixer`, `show run r1`.
 * @param own the same words, with Backlog's verb
 * @throws BacklogError `usage` with the line that has the noun first
 */
export function checkNounBehind(
  [verb = '', noun = '', ...rest]: readonly string[],
  [own = '']: readonly string[],
): void {
  const found = resolveCommand([own, noun]);
  if (!found || found.said !== own || !OF_TASKS.test(found.command.name)) return;
  // `search docs` seeks this word.
  if (found.command.name === 'task_search' && rest.length === 0) return;
  // `view lisq` is nearly a line of the noun view.
  if (commandsOf(verb).length > 0) return;
  const one = spelled(nounsOf(noun).at(-1)!);
  if (LEFT_OUT.some((left) => left === one) || commandsOf(one).length === 0) {
    checkNoWords(found.command, verb, [noun, ...rest]);
    return;
  }
  const line = nounFirst(verb, one, rest) ?? nounFirst(own, one, rest) ?? listOf(verb, one);
  if (line === undefined) return;
  const lost = line.length === 2 && rest.length > 0 ? `It leaves out: ${rest.map(shellWord).join(' ')}. ` : '';
  refuse('usage', `can't read "${verb} ${noun}" (did you mean \`backlog ${line.map(shellWord).join(' ')}\`?)`, {
    hint: `${lost}See all commands: \`backlog help\``,
    data: { received: `${verb} ${noun}` },
  });
}

/** Refuses words where `info` takes an id. @throws BacklogError `usage` with the line that searches for them */
function checkNoWords({ name }: CommandRow, verb: string, words: readonly string[]): void {
  if (
    name !== 'task_info' ||
    resolveCommand(words.slice(0, 1))?.command.where === 'machine' ||
    !words.every((word) => /^[a-z]+$/i.test(word)) ||
    /^[a-f]{8}/i.test(words[0]!)
  )
    return;
  const said = words.join(' ');
  refuse('usage', `"${said}" is not a task id (did you mean \`backlog search ${shellWord(said)}\`?)`, {
    hint: `\`backlog ${verb}\` takes a number, such as 12. See the tasks: \`backlog list\``,
    data: { received: said },
  });
}

/** Returns the line with the noun first. */
function nounFirst(verb: string, noun: string, rest: readonly string[]): readonly string[] | undefined {
  const words = [noun, verb, ...rest];
  return resolveCommand(words)?.said === `${noun} ${verb}` ? words : withOwnVerb(words);
}

/** Returns the list of things that no command shows one by one. */
function listOf(verb: string, noun: string): readonly string[] | undefined {
  const isShown = /^(?:show|info|view|get|open)$/.test(verb);
  return isShown && commandsOf(noun).some((one) => one.verb === 'list') ? [noun, 'list'] : undefined;
}

/** Returns the line that lists a noun which shows no single thing: `token show ci`. */
export const listLine = (verb: string, noun: string): string | undefined =>
  listOf(verb, noun) && `backlog ${noun} list`;

/** Returns the line of words that have its noun and its verb at other places: `trust config`, `source app pull`, `ci token revoke`. */
export function inOrder(said: readonly string[]): string | undefined {
  for (const [at, noun] of said.slice(0, 3).entries())
    for (const [by, verb] of said.slice(0, 3).entries()) {
      if (by === at || (at === 0 && by === 1) || isOmittedNoun(noun) || commandsOf(noun).length === 0) continue;
      const others = said.filter((_, i) => i !== at && i !== by);
      const line = [noun, verb, ...others];
      const found = resolveCommand(line);
      const own = found?.said === `${noun} ${verb}` ? line : withOwnVerb(line);
      const { positional = [] } = resolveCommand(own ?? [])?.command.cli ?? {};
      if (own && others.length <= positional.length) return `backlog ${own.map(shellWord).join(' ')}`;
    }
  return undefined;
}

/** Verbs in front of a noun. */
const VERBS = /^(?:add|new|create|remove|rm|delete|del|list|ls|show|set)$/;

/**
 * Refuses a noun between its verb and the id of a task: `add subtask 3 "Pay form"`, `remove label 2 bug`. For a verb that
 * takes a text or ids, the words would be something else.
 * @param own returns words of another program in Backlog's words
 * @throws BacklogError `usage` with the line to type
 */
export function checkNounBetween(
  [verb = '', noun = '', id = '', ...rest]: readonly string[],
  own: (words: readonly string[]) => readonly string[],
): void {
  if (!isIds(id) || isIds(noun)) return;
  const isLeftOut = nounOfOther(noun) === '' && !/^(?:add|new|create|log|sub)/.test(verb);
  if (!(VERBS.test(verb) && nounOfOther(noun) !== '') && !isLeftOut && !/^subtasks?$/.test(noun)) return;
  const words = isLeftOut ? [verb, id, ...rest] : [noun, verb, id, ...rest];
  const meant = own(words);
  const found = resolveCommand(meant);
  const isRead = isLeftOut || meant !== words || found?.said.includes(' ');
  const isSame = found?.command.name === resolveCommand([verb])?.command.name && !meant.includes('--parent');
  const [first = ''] = found?.command.cli?.positional ?? [];
  // `search issue 5` seeks these words.
  const isText = isLeftOut && first !== 'id' && first !== found?.command.cli?.selects?.field;
  if (!found || !isRead || isText || (isSame && !isLeftOut)) return;
  refuse('usage', `can't read "${verb} ${noun} ${id}" (did you mean \`backlog ${meant.map(shellWord).join(' ')}\`?)`, {
    hint: 'To use the words as text: write them in quotes.',
    data: { received: `${verb} ${noun} ${id}` },
  });
}
