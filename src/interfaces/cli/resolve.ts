import { COMMANDS, type Command } from '../../commands/index.ts';
import { LEFT_OUT, shortLine } from '../../domain/door.ts';

/**
 * The command that the first words name, and the words after it. `task_list`, `task list` and, where no other noun has the
 * verb first in the table, `list` are the same. The longest name wins (`task doc write` before `task`).
 */
export function resolveCommand(words: readonly string[]): { command: Command; rest: string[] } | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const said = words.slice(0, count).join('_');
    const command =
      COMMANDS.find(({ name }) => name === said) ??
      COMMANDS.find(({ name }) => LEFT_OUT.some((noun) => name === `${noun}_${said}`));
    if (command) return { command, rest: words.slice(count) };
  }
  return undefined;
}

/** The lines that a command can be called by. */
export function linesOf({ name }: Command): string[] {
  return [name.replaceAll('_', ' '), shortLine(name)];
}
