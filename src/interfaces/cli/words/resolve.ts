import type { CommandLine } from '../../../commands/command.ts';
import { COMMANDS, type Command, findCommand } from '../../../commands/index.ts';
import { isIds, isSelection, SELECTION, TERM } from '../../../commands/task/attributes.ts';
import { LEFT_OUT, nounOf, shortLine, spelled } from '../../../domain/calls/door.ts';
import { takesChanges, takesValue } from './args.ts';
import { leadingFlags, plainWords } from './global-flags.ts';

export interface ResolvedCommand {
  command: Command;
  /** The words that named it, and those after them. */
  said: string;
  rest: string[];
}

/** The command that a line means, and its words: by its verb, by an id or a filter alone, or by nothing. */
export function meantBy(words: readonly string[]): ResolvedCommand | undefined {
  const found = resolveCommand(words) ?? bareCommand(words) ?? selectionFirst(words) ?? impliedCommand(words);
  return found && aloneMeant(viewAsked(found));
}

/**
 * The command that the first words name, and the words after it; a noun alone names none, several of it (`claims`) list them. `task_list`,
 * `task list` and, where no other noun has the verb first in the table, `list` are the same. The longest name wins (`task doc write` before `task`).
 */
export function resolveCommand(words: readonly string[]): ResolvedCommand | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const verb = words.slice(1, count);
    const command = nounsOf(words[0]!)
      .map((noun) => commandCalled([noun, ...verb].join('_'), words, count))
      .find((found) => found !== undefined);
    if (command) return { command, said: words.slice(0, count).join(' '), rest: words.slice(count) };
  }
  const lists = SELECTION.test(words[1] ?? '') ? listOf(words[0] ?? '') : undefined;
  return lists && { command: lists, said: words[0]!, rest: words.slice(1) };
}

function commandCalled(said: string, words: readonly string[], count: number): Command | undefined {
  return (
    COMMANDS.find((one) => one.name === said && !(isNoun(one) && count === words.length)) ??
    COMMANDS.find(({ name }) => LEFT_OUT.some((noun) => name === `${noun}_${said}`)) ??
    COMMANDS.find((one) => isAlias(one, said, words[count])) ??
    // Behind its noun, too: `task show` as `show`.
    COMMANDS.find((one) =>
      LEFT_OUT.some(
        (noun) =>
          said.startsWith(`${noun}_`) &&
          one.name.startsWith(`${noun}_`) &&
          isAlias(one, said.slice(noun.length + 1), words[count]),
      ),
    )
  );
}

/** The nouns that a first word can stand for: itself, and the one that it is several of (`runs show r1`). */
export function nounsOf(word: string): string[] {
  const one = singular(word);
  return one === undefined ? [nounOf(word)] : [nounOf(word), nounOf(one)];
}

function singular(word: string): string | undefined {
  const one = word.endsWith('s') ? word.slice(0, -1) : undefined;
  const begins = (noun: string) => COMMANDS.some(({ name }) => name.startsWith(`${noun}_`));
  return one !== undefined && ['', ...LEFT_OUT].some((left) => begins([left, nounOf(one)].filter(Boolean).join('_')))
    ? one
    : undefined;
}

/** `claims` lists them; a word behind it that selects nothing is no filter, but a verb that there is not. */
function listOf(word: string): Command | undefined {
  const one = singular(word);
  return one === undefined ? undefined : commandCalled(`${nounOf(one)}_list`, [], 0);
}

function isAlias({ cli: { aliases, aliasIfNext } = {} }: Command, said: string, next = ''): boolean {
  return (aliases?.includes(said.replaceAll('_', ' ')) ?? false) && (aliasIfNext?.test(next) ?? true);
}

/** A command for models that takes its verb as an argument: `orchestrator`. */
function isNoun({ name, mcp }: Command): boolean {
  return mcp?.only === true && !name.includes('_');
}

/** What the program's name alone shows, with nothing but flags behind it. */
function bareCommand(words: readonly string[]): ResolvedCommand | undefined {
  const command = COMMANDS.find(({ cli }) => cli?.default);
  return command && plainOf(command, words).length === 0 ? { command, said: '', rest: [...words] } : undefined;
}

/** Taskwarrior's order: `12 done`, `3,4 modify +web`, `project:web list`. What selects goes behind the verb. */
function selectionFirst(words: readonly string[]): ResolvedCommand | undefined {
  const from = words.length > 1 && LEFT_OUT.some((noun) => noun === words[0]) ? 1 : 0;
  const count = words.slice(from).findIndex((word) => !isSelection(word));
  if (count < 1) return undefined;
  const [selection, behind] = [words.slice(from, from + count), words.slice(from + count)];
  const found = [behind, [behind[0]!, ...selection]]
    .map(resolveCommand)
    .find((one) => one !== undefined && takesSelection(one.command));
  if (!found) return undefined;
  const verb = found.said.split(' ');
  // What stands behind the verb says what changes, also where the filter has words that could do so.
  const filter = takesChanges(found.command) && !selection.every(isIds) ? ['--filter', selection.join(' ')] : selection;
  return resolveCommand([...verb, ...filter, ...behind.slice(verb.length)]);
}

/** Do its first words say which tasks it is about? */
function takesSelection({ cli: { positional = [], selects } = {} }: Command): boolean {
  const [first = ''] = positional;
  return first === 'id' || first === 'filter' || first === selects?.field;
}

/** What words mean among which there is no verb: `12` is a task, `+READY project:web` a list. */
function impliedCommand(words: readonly string[]): ResolvedCommand | undefined {
  const means = (implied: CommandLine['impliedBy'], fits: (said: string[]) => boolean) => {
    const command = COMMANDS.find((one) => one.cli?.impliedBy === implied);
    return command && fits(plainOf(command, words)) ? { command, said: '', rest: [...words] } : undefined;
  };
  return (
    means('id', (said) => said.length === 1 && /^#?\d+$|^[0-9a-f]{8}[0-9a-f-]*$/.test(said[0]!)) ??
    means(
      'filter',
      (said) => TERM.test(said[0] ?? '') && !said.some((_, i) => i > 0 && resolveCommand(said.slice(i, i + 1))),
    )
  );
}

/** The words that are neither flags of a command, or of all, nor their values. */
export function plainOf(command: Command, words: readonly string[]): string[] {
  return plainWords(words, (name) => takesValue(command, name));
}

/** The command that shows the same in the way that a flag asks for: `list --tree`. */
function viewAsked(found: ResolvedCommand): ResolvedCommand {
  const words = found.rest.includes('--') ? found.rest.slice(0, found.rest.indexOf('--')) : found.rest;
  for (const [flag, name] of Object.entries(found.command.cli?.viewFlags ?? {})) {
    const at = words.indexOf(`--${flag}`);
    if (at >= 0) return { ...found, command: findCommand(name)!, rest: found.rest.toSpliced(at, 1) };
  }
  return found;
}

/** What is shown for a command that is named without anything behind it: `review` lists what waits for one. */
function aloneMeant(found: ResolvedCommand): ResolvedCommand {
  const instead = found.command.cli?.whenNoArgs;
  if (!instead || leadingFlags(found.rest).rest.length > 0) return found;
  return { ...found, command: findCommand(instead.name)!, rest: [...instead.words, ...found.rest] };
}

/** The commands of a noun that people have, each with its verb there: `doc` has those of `task doc`, too. */
export function commandsOf(noun: string): { command: Command; verb: string }[] {
  const begins = nounsOf(noun).flatMap((one) => [one, ...LEFT_OUT.map((left) => `${left}_${one}`)]);
  return COMMANDS.flatMap((command) => {
    const begin = begins.find((one) => command.name.startsWith(`${one}_`));
    return begin === undefined || command.mcp?.only
      ? []
      : [{ command, verb: command.name.slice(begin.length + 1).replaceAll('_', ' ') }];
  });
}

/** The lines that a command can be called by. */
export function linesOf({ name, cli }: Command): string[] {
  return [spelled(name), shortLine(name), ...(cli?.aliases ?? [])];
}
