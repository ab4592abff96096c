import { COMMANDS, type Command, findCommand } from '../../commands/index.ts';
import { LEFT_OUT, nounOf, shortLine, spelled } from '../../domain/door.ts';

export interface Resolved {
  command: Command;
  /** The words that named it, and those after them. */
  said: string;
  rest: string[];
}

/**
 * The command that the first words name, and the words after it; a noun alone names none. `task_list`, `task list` and, where no other noun has the
 * verb first in the table, `list` are the same. The longest name wins (`task doc write` before `task`).
 */
export function resolveCommand(words: readonly string[]): Resolved | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const said = [nounOf(words[0]!), ...words.slice(1, count)].join('_');
    const command =
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
      );
    if (command) return { command, said: words.slice(0, count).join(' '), rest: words.slice(count) };
  }
  return undefined;
}

function isAlias({ aliases, aliasFor }: Command, said: string, next = ''): boolean {
  return (aliases?.includes(said.replaceAll('_', ' ')) ?? false) && (aliasFor?.test(next) ?? true);
}

/** A command for models that takes its verb as an argument: `orchestrator`. */
function isNoun({ name, forModels }: Command): boolean {
  return forModels === true && !name.includes('_');
}

/** What the program's name alone shows, with nothing but flags behind it. */
export function bareCommand(words: readonly string[]): Resolved | undefined {
  const command = COMMANDS.find(({ bare }) => bare);
  return command && words.every((word) => word.startsWith('--')) ? { command, said: '', rest: [...words] } : undefined;
}

/** What words mean among which there is no verb: `12` is a task, `+READY project:web` a list. Not where one stands behind them. */
export function impliedCommand(words: readonly string[]): Resolved | undefined {
  const said = words.filter((word) => !word.startsWith('--'));
  const [first = ''] = said;
  if (said.some((_, i) => i > 0 && resolveCommand(said.slice(i, i + 1)))) return undefined;
  const means =
    said.length === 1 && /^#?\d+$|^[0-9a-f]{8}[0-9a-f-]*$/.test(first) ? 'id' : TERM.test(first) ? 'filter' : undefined;
  const command = means && COMMANDS.find(({ implied }) => implied === means);
  return command && { command, said: '', rest: [...words] };
}

/** How a term of a filter begins that nobody takes for a verb: `+READY`, `-late`, `@mine`, `(`, `project:`, `due.before:`, `3-5`. */
const TERM = /^[+@](?=\w)|^-(?=\w{2})|^\($|^\(\S|^[a-z_]+(\.[a-z_]+)*(:|[<>=!]=?)|^#?\d+([-,]#?\d+)+$/;

/** The command that shows the same in the way that a flag asks for: `list --tree`. */
export function viewAsked(found: Resolved): Resolved {
  const words = found.rest.includes('--') ? found.rest.slice(0, found.rest.indexOf('--')) : found.rest;
  for (const [flag, name] of Object.entries(found.command.views ?? {})) {
    const at = words.indexOf(`--${flag}`);
    if (at >= 0) return { ...found, command: findCommand(name)!, rest: found.rest.toSpliced(at, 1) };
  }
  return found;
}

/** What is shown for a command that is named without anything behind it: `review` lists what waits for one. */
export function aloneMeant(found: Resolved): Resolved {
  const { alone } = found.command;
  const isAlone = found.rest.every((word) => word === '--json' || word.startsWith('--color'));
  if (!alone || !isAlone) return found;
  return { ...found, command: findCommand(alone.name)!, rest: [...alone.words, ...found.rest] };
}

/** The lines that a command can be called by. */
export function linesOf({ name, aliases = [] }: Command): string[] {
  return [spelled(name), shortLine(name), ...aliases];
}
