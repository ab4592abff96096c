import { COMMANDS } from '../../commands/index.ts';
import { callOf } from '../../domain/door.ts';
import type { BacklogError } from '../../domain/errors.ts';

const NAMES = new Set(COMMANDS.map(({ name }) => name));

/** What to do, in the words of a command line: hints name commands as tools (`task_list`), here they are `backlog list`. */
export function inCliWords(hint: string): string {
  return hint.replace(/`[^`]*`|\b[a-z]+(?:_[a-z]+)+\b(?: \d+)?/g, (whole) => {
    const said = whole.replace(NAME, (name) => (NAMES.has(name) ? callOf('cli', name) : name));
    return said === whole || whole.startsWith('`') ? said : `\`${said}\``;
  });
}

const NAME = /\b[a-z]+(?:_[a-z]+)+\b/g;

/** The same refusal for a reader at a command line, who knows which command he called. */
export function forCli(error: BacklogError): BacklogError {
  const message = error.message.replace(/^([a-z_]+): /, (prefix, name) => (NAMES.has(name) ? '' : prefix));
  const hint = error.hint && inCliWords(error.hint);
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: message },
    hint: { value: hint },
  });
}
